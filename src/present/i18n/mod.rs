//! Interface texts: a typed table in both languages, in which a missing text is a compile error.
//!
//! Texts about POP and IMAP are in rules.toml. This module has buttons and headings; the modules beside it have the
//! sentences with numbers or names.

mod amounts;
mod capacity;
mod caution;
mod clearing;
mod filling;
mod forecast;
mod keep_days;
mod lists;
mod notices;
mod rules;
mod sentences;

pub use amounts::size;
pub(in crate::present) use amounts::{LONG, grouped};
pub use clearing::{Clearing, LimitShortage};

use crate::rulebook::Lang;

macro_rules! wording {
    ($($(#[$doc:meta])* $name:ident: $ja:literal, $en:literal;)*) => {
        /// The interface texts in one language.
        #[derive(Debug)]
        pub struct Wording {
            /// The language of this table.
            pub lang: Lang,
            $($(#[$doc])* #[doc = concat!("“", $en, "”")] pub $name: &'static str,)*
        }

        const JA: Wording = Wording { lang: Lang::Ja, $($name: $ja,)* };
        const EN: Wording = Wording { lang: Lang::En, $($name: $en,)* };
    };
}

wording! {
    locale: "ja_JP", "en_US";
    other_locale: "en_US", "ja_JP";
    product: "POPとIMAPの選び方", "POP or IMAP";
    description: "メールアカウントの受信方式を、いくつかの質問に答えて選べます。", "Answer a few questions and see which way to receive mail suits an account.";
    skip: "本文へ移動", "Skip to main content";
    switch_lang: "English", "日本語";
    language_nav: "表示する言語", "Language";
    contact: "問い合わせ", "Contact";
    home: "はじめのページ", "Start page";
    guide: "POPとIMAPのガイド", "Guide to POP and IMAP";
    back: "戻る", "Back";
    back_nav: "前のページ", "Previous page";
    back_to_result: "結果に戻る", "Back to the result";
    footer_private: "回答は、ページのアドレス（URL）にだけ入ります。このサイトには保存しません。", "Answers are in the page's address (URL) only. This site does not store them.";
    footer_rules: "判断ルールの版", "Rules version";

    start_description: "いくつかの質問に答えると、POPとIMAPのどちらが向いているかが、アカウントごとにわかります。登録は不要で、回答は保存しません。", "A few plain questions show whether POP or IMAP suits a mail account. No sign-up, and answers are not stored.";
    guide_description: "メールを受け取る2つの方式（POPとIMAP）について、しくみ、よい点と困る点、使い方ごとのおすすめ、サービスごとの容量をまとめました。", "How POP and IMAP work, their advantages and disadvantages, which one suits which use, and the quotas of each service.";
    rules_description: "POPとIMAPのどちらをすすめるかを決める、すべてのルールと点数を公開しています。", "All rules and points that decide whether POP or IMAP is recommended.";
    capacity_description: "会社のメールアカウントを並べると、サーバー全体の容量で足りるか、いつごろいっぱいになるかがわかります。", "List a company's mail accounts to see whether the server has enough capacity, and for how long.";
    link_description: "サポート担当者が、回答の入ったリンク、QRコード、返信用の文面を作るページです。", "For support staff: create links with answers filled in, QR codes and replies.";
    preview_words: "質問に答えると、|アカウントに合う方式が|わかります。", "A few plain questions show |which one suits a mail account.";
    preview_alt: "題「POPとIMAP、どちらを選ぶ？」と、サーバーのメールをパソコンとスマートフォンで受け取る図", "The title “POP or IMAP: which one?” and a drawing of mail on a server, received on a PC and a phone";

    start_title: "POPとIMAP、|どちらを選ぶ？", "POP or IMAP: which one?";
    start_lead: "メールを受け取る方式には、POP（ポップ）とIMAP（アイマップ）の2つがあります。質問に答えると、アカウント（メールアドレス）ごとに向いている方式がわかります。", "There are two ways to receive mail: POP and IMAP. A few questions show which one suits an account.";
    start_button: "質問をはじめる", "Start the questions";
    start_unknown: "わからない質問は「わからない」を選べます。", "Any question can be answered with “I don't know”.";
    start_private: "名前やメールアドレスは入力しません。回答は保存しません。", "No name or address is asked for. Answers are not stored.";
    start_each: "アカウントごとに方式を選べます。いくつもあるときは、1つずつ試せます。", "Each account can use its own protocol. Answer the questions once for each account.";
    uses_title: "よくある|使い方から選ぶ", "Choose an everyday use";
    uses_lead: "近いものを選ぶと、すぐに結果が出ます。あとから回答を足せます。", "Choose the closest one to see a result immediately. Answers can be added later.";
    guide_link: "しくみの違いと容量をガイドで読む", "Read about the differences and the quotas in the guide";

    unknown: "わからない", "I don't know";
    next: "次へ進む", "Continue";
    error_prefix: "エラー：", "Error: ";
    error_title: "入力内容を確認してください", "Check what was entered";
    error_choose: "当てはまるものを1つ選んでください。わからないときは「わからない」を選べます。", "Choose one answer, or “I don't know”.";
    answered_title: "ここまでの回答", "Answers so far";
    change: "変更", "Change";
    notice_title: "お知らせ", "Notice";

    answer_that: "この質問に答える", "Answer this question";
    change_title: "結果が|変わる場合", "What would change it";
    settled_title: "結果が決まりました", "The result is settled";
    see_result: "結果を見る", "See the result";
    result_for: "このアカウントの使いみち：", "This account: ";
    facts_title: "ポイント", "In short";
    fact_kept: "メールの置き場所", "Where mail is kept";
    fact_devices: "機器の数", "Devices";
    fact_watch: "気をつけること", "Keep in mind";
    save_link: "結果を共有する", "Share this result";
    todo_title: "すること3つ", "Three things to do";
    more_todo: "ほかにもできること", "More to do";
    know_title: "知っておきたいこと", "Good to know";
    score_title: "理由をくらべる", "The reasons compared";
    no_against: "当てはまる理由はありません。", "No reason applies.";
    decides: "決め手", "decides";
    if_so: "対策：", "What to do: ";
    other_title: "もう一方を|選ぶと", "The other choice";
    cost_title: "この方式で|困ることと対策", "Drawbacks, and what helps";
    cost_lead: "もう一方の方式が向いている点もあります。次の点に注意が必要です。", "Some points favour the other choice. Note the following:";
    quota_title: "容量と上限", "Quotas";
    plan: "サービス", "Service";
    mailbox_limit: "メールボックスの上限", "Mailbox limit";
    limit_changed_by: "上限の変更", "Changing the limit";
    server_total: "サーバー全体の容量", "Server capacity";
    own_limit: "入力した上限", "Limit entered";
    plan_unknown_own_limit: "サービスを選ぶと、上限の変え方がわかります。", "Choose the service to see how the limit is changed.";
    plan_choose: "サービスを選ぶ", "Choose the service";
    answers_title: "回答", "Answers";
    not_counted: "ほかの回答により、結果には使いません", "not used, because of other answers";
    not_asked: "回答なし", "Not answered";
    continue_questions: "残りの質問に答える", "Answer the rest";
    answer: "答える", "Answer";
    link_title: "この結果のリンク", "Link to this result";
    link_hint: "このリンクを開くと、同じ回答の結果が出ます。", "This link opens the result for the same answers.";
    print: "印刷する", "Print";
    printed_on: "印刷日：", "Printed on ";
    copy: "リンクをコピーする", "Copy the link";
    copied: "コピーしました", "Copied";
    #[doc = "The separator of two sentences: "]
    gap: "", " ";
    #[doc = "The separator of a name and its attribute: "]
    gap_of: "の", ": ";
    helped_title: "このおすすめは|役に立ちましたか", "Did this recommendation help?";
    helped_yes: "役に立った", "It helped";
    helped_no: "役に立たなかった", "It did not help";
    helped_hint: "おすすめの結果ごとに、押された回数だけを数えます。回答の内容は記録しません。", "Only the number of clicks is counted, for each outcome. Your answers are not recorded.";
    helped_thanks: "お知らせいただき、ありがとうございました。", "Thank you for your feedback.";
    helped_not_change: "実際の使い方と違う回答を直すと、結果が変わることがあります。", "If an answer does not match how the account is used, correct it: the result may change.";
    helped_not_answers: "回答を見直す", "Review the answers";
    helped_not_ask: "それでも決めにくいときは、契約している会社に問い合わせてください。", "If it is still hard to decide, ask your provider.";
    restart: "別のアカウントで試す", "Try another account";
    help_title: "うまくいかないとき", "If something does not work";
    help_first: "アカウントを追加できないときは、まず契約している会社の案内を確認します。", "If adding the account fails, first see the provider's troubleshooting page.";
    help_then: "それでも解決しないときは、サポートに問い合わせます。", "If that does not help, ask support.";
    help_scope: "サポートの範囲は、サーバーの種類や契約によって違います。", "What support covers differs by server and contract.";
    help_troubleshooting: "設定のトラブルの案内", "Troubleshooting";
    help_enquiry: "サポートへの問い合わせ", "Ask support";
    help_support_scope: "サポートの範囲", "What support covers";
    help_ask_provider: "くわしくは、契約している会社に問い合わせてください。", "Ask your provider for details.";

    how_title: "しくみの違い", "How they work";
    compare_title: "違いをくらべる", "Side by side";
    advantages: "よい点", "Advantages";
    disadvantages: "困る点", "Disadvantages";
    table_title: "使い方ごとの|おすすめ", "Which one for which use";
    table_lead: "選ぶと、その使い方の結果が出ます。", "Choose a use to see its result.";
    plans_title: "サービスごとの|容量", "Services and quotas";
    guide_title: "POPと|IMAPの|ガイド", "A guide to POP and IMAP";
    guide_lead: "メールを受け取る2つの方式の違いと、サービスごとの容量をまとめました。", "The two ways to receive mail, and the quotas of each service.";
    slight_note: "どちらかといえば", "by a small margin";
    picture_server: "サーバー", "Server";
    picture_pc: "パソコン", "PC";
    picture_phone: "スマートフォン", "Phone";
    picture_pop: "メールはサーバー（メールを預かるコンピューター）から機器へ移ります。", "Mail moves from the server to the device.";
    picture_imap: "メールはサーバーにあり、どの機器でも同じメールを読めます。", "Mail stays on the server; every device shows the same.";
    picture_moves: "取り込む", "fetches";
    picture_looks: "見に行く", "reads";
    total_unknown: "わかりません（サービスや契約によって違います）", "unknown (depends on the service and contract)";
    by_contract: "契約によって違います", "depends on the contract";

    rules_title: "結果の|決め方", "How the decision is made";
    rules_lead: "メールは、サーバー（メールを預かるコンピューター）のメールボックス（メールの保管場所）に届きます。回答に当てはまるルールの点を足し、点の多い方式をすすめます。", "The points of the rules that apply are added up; the protocol with more points is recommended.";
    rules_own: "回答に当てはまるところに印を付けています。", "The parts that apply to the answers are marked.";
    rules_sure: "点数より優先すること", "What takes precedence over points";
    rules_sure_lead: "まだ答えていない質問や「わからない」の質問に、どう答えても同じ方式になることがあります。そのときは、今の点数によらず、その方式にします。", "Sometimes every possible answer to the questions that are unanswered or answered with “don't know” leads to the same protocol. That protocol is then recommended, regardless of the current points.";
    rules_unknown_lead: "「わからない」の質問の答えしだいで、「強くおすすめ」が「どちらかといえば」に変わることがあります。そのときは、はじめから「どちらかといえば」とします。", "If the real answer to a question answered with “don't know” could turn a strong recommendation into a slight one, the recommendation is slight from the start.";
    rules_caps: "強さの上限", "Limits on strength";
    rules_hard: "最優先のルール", "The hard rule";
    rules_hard_lead: "「決め手」のルールが当てはまると、点数によらず方式が決まります。", "A rule marked “decides” determines the protocol, regardless of the points.";
    rules_soft: "点数のルール", "Rules with points";
    rules_tie: "同点のとき", "Equal scores";
    rules_uses: "公開している使い方の表", "The published table of uses";
    rules_promises: "いつも守ること", "Guarantees";
    rules_flow: "質問の順番", "The order of questions";
    rules_flow_lead: "結果をいちばん大きく動かす質問から、順にたずねます。省いた質問に答えても、方式は変わりません。「強くおすすめ」が「どちらかといえば」に変わることもありません。", "The question that can change the result most is asked first. A skipped question can neither change the protocol nor turn a strong recommendation into a slight one.";
    rules_flow_key: "点線の枠は、ほかの回答によって省くことがある質問です。右の枠は、回答しだいで決まる方式です。", "A dashed box is a question that other answers can make unnecessary. A box on the right is a protocol that an answer can decide immediately.";
    rules_weights: "判断材料の重み", "Weight of the factors";
    rules_weights_lead: "それぞれの判断材料で、いちばん重いルールの点です。", "The points of each factor's heaviest rule.";
    rules_link: "結果の決め方", "How the decision is made";
    colon: "：", ": ";
    applies: "当てはまる", "applies";
    always: "いつでも", "always";
    and: "、かつ", " and ";
    or: "・", " / ";
    or_choice: "」か「", " / ";
    or_else: "、または", " or ";
    result: "結果", "Result";
    capacity_title: "メールの|容量を|見積もる", "Estimate mail storage";
    capacity_menu: "容量の見積もり", "Mail storage";
    capacity_lead: "会社のアカウント（メールアドレス）を並べて、容量が足りるかを確かめます。メールは、サーバー（メールを預かるコンピューター）のメールボックス（メールの保管場所）にたまります。メールボックスには、それぞれ上限があります。サーバーの容量は、全員のメールとWebサイトなどで分け合います。", "List a company's accounts (mail addresses) to see whether there is enough space for their mail. Mail collects in mailboxes on the server, the computer that stores it. Each mailbox has a limit. All mailboxes and the web site share the capacity of the server.";
    capacity_single: "このメールボックスの|見通し", "This mailbox";
    capacity_summary: "全体の|見通し", "All accounts";
    capacity_picture: "サーバー全体の容量と、使う量（Webサイトの分を含む）", "Use of the server's capacity, including the web site";
    capacity_picture_mail: "メールが使う量", "Space used by mail";
    capacity_table: "使う量の内訳（Webサイトの分を含む）", "Used space in detail, including the web site";
    capacity_table_mail: "メールが使う量の内訳", "Space used by mail, by name";
    capacity_group: "呼び名", "Name";
    capacity_sum: "メールの合計", "Total mail";
    capacity_sum_with_website: "合計（Webサイトの分を含む）", "Total, including the web site";
    capacity_list: "アカウントの一覧", "The accounts";
    capacity_edit: "アカウントを|入力する", "Enter accounts";
    capacity_edit_hint: "わかるところだけで計算できます。空欄は、目安の数字で計算します。呼び名は、一覧で見分けるための名前です。氏名やメールアドレスは入力しません。使う方式は、メールソフトに設定した受信方式（POPかIMAP）です。", "Fill in only what is known: empty fields use typical numbers. Names serve to distinguish accounts; do not enter names of people or mail addresses. The protocol in use is the one set in the mail program, POP or IMAP.";
    capacity_ask: "質問に答えてアカウントを加える", "Add an account by answering questions";
    capacity_submit: "見積もる", "Estimate";
    capacity_link: "この見積もりのリンク", "Link to this page";
    capacity_link_hint: "このリンクを開くと、同じアカウントの見積もりが出ます。", "This link opens the page with the same accounts.";
    capacity_accounts: "アカウントの数", "Accounts";
    capacity_limits: "メールボックスの上限の合計", "Sum of the mailbox limits";
    capacity_now: "今のメールの使用量", "Mail now";
    capacity_year: "1年後のメールの見込み", "Mail after one year";
    capacity_three_years: "3年後のメールの見込み", "Mail after three years";
    capacity_website_field: "Webサイトに取っておく分（例：5 GB）", "Reserved for the web site (such as 5 GB)";
    capacity_website: "Webサイトに取っておく分", "Reserved for the web site";
    capacity_total: "サーバー全体の容量（契約で違うときだけ。例：40 GB）", "Server capacity (only if the contract differs; such as 40 GB)";
    capacity_in_a_year: "1年後", "After 1 year";
    capacity_in_three_years: "3年後", "After 3 years";
    capacity_full: "いっぱいになる時期", "Full";
    capacity_at_limit: "（いっぱい）", " (full)";
    capacity_assumed: "この見積もりの前提", "Assumptions of this estimate";
    capacity_all_limits: "すべて上限まで使う場合", "All mailboxes full";
    csv_title: "表で|まとめて|調べる（CSV）", "Check many accounts at once (CSV)";
    csv_lead: "Excelなどの表を貼り付けるか、CSV（カンマ区切り）のファイルを選んでください。内容はこのサイトに保存しません。", "Paste a table from a spreadsheet, or choose a CSV file. This site does not store it.";
    csv_columns: "1行目に列の名前を書き、2行目からアカウントを1行に1つずつ書きます。列の順番は自由です。使わない列は、なくてもかまいません。", "Write the column names in the first row, and one account in each row below. Columns can be in any order. Leave out those that are not needed.";
    csv_columns_title: "列の名前と、書ける値", "Column names and valid values";
    csv_account: "アカウントの呼び名（なくてもかまいません）", "A name for the account (optional)";
    csv_used_with: "使う方式です。popかimapと書きます（空欄は、おすすめに合わせます）", "Protocol in use: pop or imap (empty: as recommended)";
    csv_total: "サーバー全体の容量です（例：40 GB）。はじめに書かれた値を使います", "Server capacity, such as 40 GB; the first value is used";
    csv_website: "Webサイトに取っておく分です（例：5 GB）。はじめに書かれた値を使います", "Reserved for the web site, such as 5 GB; the first value is used";
    list_between: "／", ", ";
    csv_example: "表の例", "Example of a table";
    csv_example_rows: "営業1,standard,work,pc-phone,50通\n通知,standard,notification,,200", "Sales 1,standard,work,pc-phone,50\nSystem,standard,notification,,200";
    csv_paste: "表を貼り付ける", "Paste the table";
    csv_paste_hint: "2 MB、5,000行、256列までです。Excelで選んだセルを、そのまま貼り付けられます。", "Up to 2 MB, 5,000 rows and 256 columns. Cells copied from a spreadsheet can be pasted as they are.";
    csv_file: "CSVファイルを選ぶ", "Choose a CSV file";
    csv_file_hint: "1 MB、5,000行、256列までです。ExcelからCSV形式で保存したファイルを使えます。", "Up to 1 MB, 5,000 rows and 256 columns, in UTF-8 or Shift_JIS.";
    csv_show: "結果を表で見る", "Show the results";
    csv_excel: "結果をExcel用のCSVで保存する", "Save the results as CSV for Excel";
    csv_plain: "結果をほかのソフト用のCSVで保存する", "Save the results as CSV for other programs";
    csv_own: "上の一覧のアカウントをCSVで保存する", "Save the accounts above as CSV";
    csv_read: "表の結果", "Results of the table";
    csv_rows: "行ごとの結果", "Results by row";
    csv_line: "行", "Line";
    csv_strength: "すすめる強さ", "Strength";
    csv_unreadable: "表を読み取れませんでした。もう一度貼り付けるか、ファイルを選び直してください。", "The table could not be read. Paste it again, or choose the file again.";
    csv_nothing: "表を貼り付けるか、CSVファイルを選んでください。", "Paste a table, or choose a CSV file.";
    csv_again: "ファイルの内容は、この画面に残していません。もう一度使うときは、ファイルを選び直してください。", "The content of the file is not kept on this page. To use it again, choose the file again.";
    csv_empty: "アカウントの行がありません。2行目から、1行に1つずつアカウントを書いてください。", "There are no rows with accounts. Write one account in each row, from the second row on.";
    dash: "－", "–";
    add_account: "会社全体の容量の見積もりに加える", "Add this account to the company's list";
    unnamed: "呼び名なし", "Unnamed";
    account_label: "呼び名", "Name";
    account_number: "番号（「営業2」なら2）", "Number (the 2 in “Sales 2”)";
    account_use: "使いみち", "Use";
    account_protocol: "使う方式", "Protocol in use";
    account_recommended: "おすすめの方式", "Recommended";
    account_used_with: "使う方式", "In use";
    account_remove: "一覧から外す", "Remove from the list";
    as_recommended: "おすすめに合わせる", "As recommended";
    choose_none: "選択なし", "Not chosen";
    error_size: "容量を数字で入力してください（例：30 GB）", "Enter a size as a number, such as 30 GB";
    error_account_number: "番号を1から9999の数字で入力してください（例：2）", "Enter a number from 1 to 9999, such as 2";
    error_label_missing: "番号を使うときは、呼び名も選んでください", "Choose a name to go with the number";
    too_many_accounts: "アカウントが多く、リンクに入りきりません。数を減らすか、CSVを使ってください。", "The accounts do not fit into a link. Use fewer, or a CSV file.";
    no_room_to_add: "アカウントが多いため、これ以上は加えられません。多いときは、CSVでまとめて調べられます。", "There are too many accounts to add another. For many, use a CSV file.";
    now: "今", "Now";
    never: "いっぱいにならない見込み", "not expected";
    already: "すでにその時期です", "already";
    limit: "上限", "Limit";
    meter_year: "整理しない場合の1年後", "After a year without clearing out";
    meter_now: "今", "Now";
    meter_fetched: "POPで取り込んだあと、サーバーに残る量", "Left on the server after fetching";
    the_limit: "上限", "the limit";
    pop_for_good: "POP（残し続ける）", "POP, never deleted";
    imap_warned: "IMAPで整理が必要になる時期", "IMAP: time to clear out";
    imap_full: "IMAPでいっぱいになる時期", "IMAP: full";
    safe_keep: "POPでサーバーに残す日数", "POP: days to leave on the server";
    clear_often: "IMAPで古いメールを整理する目安", "IMAP: clear out old mail";
    forecast_title: "容量の|見通し", "When the mailbox fills up";
    forecast_chart: "メールボックスにたまる量の見通し", "Mailbox size over time";
    forecast_chart_hint: "同じ内容を、下の表でも示します。", "The table below shows the same data.";
    forecast_table: "メールボックスにたまる量の見込み（整理しない場合）", "Expected mailbox size if it is not cleared out";
    forecast_when: "時期", "When";
    forecast_numbers: "数字を|入れて|確かめる", "Check with your own numbers";
    forecast_numbers_hint: "わかるものだけで計算できます。空欄は目安の数字で計算します。", "Fill in only what is known: empty fields use typical numbers.";
    forecast_submit: "見通しを計算する", "Calculate the forecast";
    forecast_assumed: "計算の前提", "Assumptions";
    forecast_assumed_hint: "（目安）は、入力がないときの数字です。見通しには使いますが、目安の数字だけで、すすめる方式を決めることはありません。", "Numbers marked as assumed replace those not entered. The forecast uses them, but they alone never decide the protocol.";
    forecast_over: "（上限）", " (limit)";
    as_entered: "入力", "as entered";
    as_assumed: "目安", "assumed";
    assumed_mails: "1日に届く通数", "Mails received a day";
    assumed_attached: "うち、添付ファイル付きの通数", "Of those, with attachments";
    assumed_frequency: "確認の間隔が長い分、減らした通数", "Reduced, because the account is seldom checked";
    assumed_mail: "添付なしのメール1通の大きさ", "A mail without attachment";
    assumed_attachment: "1通に付くファイルの大きさ", "The files attached to one mail";
    assumed_days: "メールが届く日", "Days on which mail arrives";
    assumed_sent: "サーバーに残る送信済みメール（IMAP。受信に対する割合）", "Sent mail that stays on the server (IMAP), of what is received";
    assumed_cleared: "削除して、ごみ箱も空にする分（IMAP。受信に対する割合）", "Deleted and emptied out of the Trash (IMAP), of what is received";
    assumed_warned: "整理が必要とみなす量", "Time to clear out";
    assumed_used: "今の使用量", "Used now";
    assumed_keep: "POPでサーバーに残す日数", "Days POP leaves mail on the server";
    assumed_old: "今ある分（POP）", "What is there now (POP)";
    assumed_old_goes: "取り込んで、残す日数を過ぎると、サーバーから消えるとみなします", "assumed to be deleted from the server once it is fetched and those days have passed";
    assumed_received: "1日に届く量", "Received a day";
    assumed_imap: "IMAPで1日に増える量", "Added by IMAP a day";
    error_attached: "添付ファイル付きの通数は、1日に届く通数以下で入力してください", "Enter no more mails with attachments than mails received";
    error_no_limit: "メールボックスの上限は、1 MB以上で入力してください（例：500 MB）", "Enter a limit of 1 MB or more, such as 500 MB";
    error_400: "アドレスを読み取れませんでした", "The address could not be read";
    error_404: "ページが見つかりません", "Page not found";
    error_405: "この方法では開けません", "This page cannot be opened in this way";
    error_408: "送信に時間がかかりすぎました", "The request took too long";
    error_413: "送られた内容が大きすぎます", "The request is too large";
    error_414: "アドレスが長すぎます", "The address is too long";
    error_415: "この形式では受け取れません", "Unsupported format";
    error_500: "うまく表示できませんでした", "Something went wrong";
    error_503: "ただいま混み合っています", "The service is busy";
    error_400_text: "リンクが途中で切れていないか確認してください。", "Check that the link is complete.";
    error_404_text: "アドレスが変わったか、リンクが途中で切れている可能性があります。", "The address may have changed, or the link may be incomplete.";
    error_405_text: "はじめのページから、もう一度お試しください。", "Start again from the start page.";
    error_408_text: "通信が安定しているときに、もう一度送ってください。", "Send it again over a better connection.";
    error_413_text: "内容を減らして、もう一度お試しください。", "Send less and try again.";
    error_414_text: "余分な文字を取り除いて、もう一度お試しください。", "Remove unnecessary characters and try again.";
    error_415_text: "JSON（application/json）で送ってください。", "Send it as JSON (application/json).";
    error_body: "送られた内容を読み取れませんでした", "The request could not be read";
    not_a_list: "回答を並べたもの（JSONの配列）を送ってください。例：[{\"plan\":\"standard\",\"mails\":50}]", "Send a list of answers (a JSON array), such as [{\"plan\":\"standard\",\"mails\":50}].";
    error_500_text: "回答はアドレスに残っています。少し待ってから、もう一度読み込んでください。", "The answers are still in the address. Wait a moment, then reload.";
    error_503_text: "回答はアドレスに残っています。少し待ってから、もう一度読み込んでください。", "The answers are still in the address. Wait a moment, then reload.";

    table_utf16: "このファイルは「Unicodeテキスト」（UTF-16）で、読み取れません。Excelで開き、「名前を付けて保存」を選んでください。ファイルの種類を「CSV UTF-8（コンマ区切り）」にして保存します。", "This file is “Unicode Text” (UTF-16), which cannot be read. Open it in Excel and choose “Save As”. Set the type to “CSV UTF-8 (Comma delimited)” and save.";
    table_workbook: "このファイルはCSVではないため、読み取れません。Excelで開き、「名前を付けて保存」を選んでください。ファイルの種類を「CSV UTF-8（コンマ区切り）」にして保存します。", "This file is not CSV, so it cannot be read. Open it in Excel and choose “Save As”. Set the type to “CSV UTF-8 (Comma delimited)” and save.";
    table_empty: "表に何もありません。1行目に列の名前（accountやdevicesなど）を書いてください。", "The table is empty. Write column names in the first row, such as account and devices.";
    row_unclosed: "引用符（\"）が閉じていません。終わりの引用符を書いてください", "a quotation mark (\") is not closed. Add the closing one";
    row_too_long: "1行が長すぎます（1 MBまで）。引用符（\"）が閉じているか確認してください", "the row is too long (1 MB at most). Check that every quotation mark (\") is closed";

    support: "サポート", "Support";
    footer_support: "案内：", "Offered by ";
    link_menu: "案内リンクの作成（サポート担当者向け）", "Make a link (for support staff)";
    link_page_title: "案内リンクを|作る", "Make a link for a customer";
    link_page_lead: "問い合わせでわかったことを選ぶと、その回答が入ったリンクと返信用の文面ができます。わからないものは「選択なし」のままにします。", "Choose the answers known from the enquiry to create a link with those answers filled in, and a reply to paste. Leave the rest as “Not chosen”.";
    link_answers: "わかっていること", "What is known";
    link_numbers: "通数や容量もわかる場合", "Numbers, if known";
    link_to: "リンクの行き先", "Where the link leads";
    link_to_questions: "まだ答えていない質問から始める", "Start at the first open question";
    link_to_result: "結果をすぐに表示する", "Go straight to the result";
    link_make: "リンクを作る", "Make the link";
    link_made: "できたリンク", "The link";
    link_made_hint: "開いた人には、入力済みの回答がわかるように表示します。回答は、開いた人が直せます。", "The recipient sees which answers are filled in, and can correct them.";
    link_open: "リンクを開いて確かめる", "Open the link";
    link_qr: "QRコード", "QR code";
    link_qr_label: "このリンクを開くQRコード", "QR code that opens this link";
    link_png: "QRコードをPNG画像で保存する", "Save the QR code as a PNG image";
    reply_ja: "返信用の文面（日本語）", "Reply in Japanese";
    reply_en: "返信用の文面（英語）", "Reply in English";
    reply_subject_label: "件名：", "Subject: ";
    reply_copy: "文面をコピーする", "Copy the reply";
    reply_mail: "メールソフトで開く", "Open in the mail app";
    mail_result: "メールで送る", "Send by mail";
    staff_reply: "返信用の文面を作る（サポート担当者向け）", "Make a reply (for support staff)";
    reply_subject: "メールの受信方式（POP・IMAP）のご案内", "POP or IMAP for your mail account";
    reply_opening: "メールを受け取る2つの方式（POPとIMAP）について、ご案内します。", "This is about the two ways to receive mail: POP and IMAP.";
    reply_reasons: "■ 理由", "Why:";
    reply_todo_lead: "次の手順で進めてください。", "Please do the following:";
    reply_todo: "■ 設定のときと、その後にしていただくこと", "What to do, at set-up and later:";
    reply_capacity: "■ 容量の見通し", "When the mailbox fills up:";
    empty_trash: "ごみ箱を空にします。", "Empty the Trash.";
    delete_old_sent: "送信済みの古いメールも、保存して確かめてから削除します。", "Save and check old sent mail, then delete it as well.";
    delete_notices: "古い通知を、まとめて削除します。", "Delete old notices.";
    fetch_once: "パソコンの控え（バックアップ）を残します。次に、POPで1回だけ「サーバーに残さない」設定で受信します。サーバーに空きができます。", "Back up the PC. Then fetch once by POP with “leave nothing on the server”: this frees the space.";
    archiving_frees_nothing: "サーバーの中でフォルダーを移しても（アーカイブしても）、使用量は減りません。", "Moving or archiving mail within the server frees no space.";
    not_enough: "この量では上限が足りません", "the limit is too small for this much mail";
    reply_numbers: "■ うかがった数字", "Numbers that were entered:";
    reply_caution: "■ 先にすること", "Do this first:";
    plain_caution: "先にすること", "Do this first";
    reply_see_result: "くわしい結果は、次のページでご確認ください。使い方が違うときは、そのページで回答を直せます。", "The page below shows the full result. If an answer is not right, it can be corrected there.";
    reply_ask: "次のページの質問に答えると、使い方に合う方式がわかります。", "A few plain questions on the page below lead to the right choice.";
    reply_ask_unknown: "わからない質問は「わからない」を選んで進められます。回答は保存されません。", "If an answer is not known, choose “I don't know”. Answers are not stored.";
    reply_filled_in: "■ こちらで入力した回答（ページの中で直せます）", "Already filled in (can be corrected on the page):";
    reply_open: "■ 質問のページ", "The questions:";

    plain_head: "POPとIMAPの選び方：結果", "POP or IMAP: result";
    plain_reasons: "理由", "Why";
    plain_against: "もう一方の方式が向いている理由", "Reasons for the other choice";
    plain_todo: "すること", "To do";
    plain_know: "知っておきたいこと", "Good to know";
    plain_change: "結果が変わる場合", "What would change it";
    plain_quota: "容量と上限", "Quotas";
    plain_forecast: "容量の見通し", "When the mailbox fills up";
    plain_answers: "回答", "Answers";
    plain_link: "同じ結果を開くリンク", "Link to this result";
}

impl Wording {
    /// Returns the texts of a language.
    ///
    /// ```
    /// use pop_or_imap::{present::Wording, rulebook::Lang};
    /// assert_eq!(Wording::of(Lang::En).next, "Continue");
    /// ```
    #[must_use]
    pub const fn of(lang: Lang) -> &'static Self {
        match lang {
            Lang::Ja => &JA,
            Lang::En => &EN,
        }
    }

    /// Returns the title of a page, with a prefix if the page has errors.
    #[must_use]
    pub fn title(&self, title: &str, has_errors: bool) -> String {
        if has_errors { format!("{}{title}", self.error_prefix) } else { title.to_owned() }
    }
}
