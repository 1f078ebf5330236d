//! Texts of the forecast of a mailbox.

texts! {
    ForecastTexts
    now: "今", "Now";
    never: "いっぱいにならない見込み", "not expected";
    already: "すでにその時期です", "already";
    limit: "上限", "Limit";
    meter_year: "整理しない場合の1年後", "After a year without clearing out";
    meter_now: "今", "Now";
    meter_fetched: "POPで取り込んだあと、サーバーに残る量", "Left on the server after fetching";
    the_limit: "上限", "the limit";
    pop_for_good: "POP（残し続ける）", "POP, mail never deleted";
    imap_warned: "IMAPで整理が必要になる時期", "IMAP: time to clear out";
    imap_full: "IMAPでいっぱいになる時期", "IMAP: fills up";
    safe_keep: "POPでサーバーに残す日数", "POP: days to leave mail on the server";
    clear_often: "IMAPで古いメールを整理する目安", "IMAP: clear out old mail";
    title: "容量の|見通し", "When the mailbox fills up";
    chart: "メールボックスにたまる量の見通し", "Mailbox size over time";
    chart_hint: "同じ内容を、下の表でも示します。", "The table below shows the same data.";
    table: "メールボックスにたまる量の見込み（整理しない場合）", "Expected mailbox size if it is not cleared out";
    when: "時期", "When";
    numbers: "数字を|入れて|確かめる", "Check with your own numbers";
    numbers_hint: "わかるものだけで計算できます。空欄は目安の数字で計算します。", "Fill in only what is known: empty fields use typical numbers.";
    submit: "見通しを計算する", "Calculate the forecast";
    assumed: "計算の前提", "Assumptions";
    assumed_hint: "（目安）は、入力がないときの数字です。見通しには使いますが、目安の数字だけで、すすめる方式を決めることはありません。", "Numbers marked as assumed replace those not entered. The forecast uses them, but they alone never decide the protocol.";
    over: "（上限）", " (limit)";
    as_entered: "入力", "as entered";
    as_assumed: "目安", "assumed";
    assumed_mails: "1日に届く通数", "Messages received a day";
    assumed_attached: "うち、添付ファイル付きの通数", "Of those, with attachments";
    assumed_frequency: "確認の間隔が長い分、減らした通数", "Reduced, because the account is seldom checked";
    assumed_mail: "添付なしのメール1通の大きさ", "Size of a message without attachments";
    assumed_attachment: "1通に付くファイルの大きさ", "Size of the files attached to one message";
    assumed_days: "メールが届く日", "Days on which mail arrives";
    assumed_sent: "サーバーに残る送信済みメール（IMAP。受信に対する割合）", "Sent mail left on the server (IMAP), as a share of received mail";
    assumed_cleared: "削除して、ごみ箱も空にする分（IMAP。受信に対する割合）", "Mail deleted and removed from the Trash (IMAP), as a share of received mail";
    assumed_warned: "整理が必要とみなす量", "Time to clear out";
    assumed_used: "今の使用量", "Used now";
    assumed_keep: "POPでサーバーに残す日数", "Days POP leaves mail on the server";
    assumed_old: "今ある分（POP）", "What is there now (POP)";
    assumed_old_goes: "取り込んで、残す日数を過ぎると、サーバーから消えるとみなします", "assumed to be deleted from the server once it is fetched and those days have passed";
    assumed_received: "1日に届く量", "Mail received a day";
    assumed_imap: "IMAPで1日に増える量", "Growth a day with IMAP";
    error_attached: "添付ファイル付きの通数は、1日に届く通数以下で入力してください", "Enter no more messages with attachments than messages received";
    error_no_limit: "メールボックスの上限は、1 MB以上で入力してください（例：500 MB）", "Enter a limit of 1 MB or more, such as 500 MB";
    empty_trash: "ごみ箱を空にします。", "Empty the Trash.";
    delete_old_sent: "送信済みの古いメールも、保存して確かめてから削除します。", "Save and check old sent mail, then delete it as well.";
    delete_notices: "古い通知を、まとめて削除します。", "Delete old notices.";
    fetch_once: "パソコンの控え（バックアップ）を残します。次に、POPで1回だけ「サーバーに残さない」設定で受信します。サーバーに空きができます。", "Back up the PC. Then fetch once by POP, set to leave nothing on the server. This frees space.";
    archiving_frees_nothing: "サーバーの中でフォルダーを移しても（アーカイブしても）、使用量は減りません。", "Moving or archiving mail within the server frees no space.";
    not_enough: "この量では上限が足りません", "the limit is too small for this much mail";
}
