//! Texts of the page of many accounts.

texts! {
    CapacityTexts
    description: "会社のメールアカウントを並べると、サーバー全体の容量で足りるか、いつごろいっぱいになるかがわかります。", "List a company's mail accounts to see whether the server has enough capacity, and for how long.";
    title: "メールの|容量を|見積もる", "Estimate mail storage";
    menu: "容量の見積もり", "Mail storage";
    lead: "会社のアカウント（メールアドレス）を並べて、容量が足りるかを確かめます。メールは、サーバー（メールを預かるコンピューター）のメールボックス（メールの保管場所）にたまります。メールボックスには、それぞれ上限があります。サーバーの容量は、全員のメールとWebサイトなどで分け合います。", "List a company's accounts (mail addresses) to see whether there is enough space for their mail. Mail collects in mailboxes on the server, the computer that stores it. Each mailbox has a limit. All mailboxes and the web site share the capacity of the server.";
    single: "このメールボックスの|見通し", "This mailbox";
    summary: "全体の|見通し", "All accounts";
    picture: "サーバー全体の容量と、使う量（Webサイトの分を含む）", "Use of the server's capacity, including the web site";
    picture_mail: "メールが使う量", "Space used by mail";
    table: "使う量の内訳（Webサイトの分を含む）", "Used space in detail, including the web site";
    table_mail: "メールが使う量の内訳", "Space used by mail, by name";
    group: "呼び名", "Name";
    sum: "メールの合計", "Total mail";
    sum_with_website: "合計（Webサイトの分を含む）", "Total, including the web site";
    list: "アカウントの一覧", "The accounts";
    edit: "アカウントを|入力する", "Enter accounts";
    edit_hint: "わかるところだけで計算できます。空欄は、目安の数字で計算します。呼び名は、一覧で見分けるための名前です。氏名やメールアドレスは入力しません。使う方式は、メールソフトに設定した受信方式（POPかIMAP）です。", "Fill in only what is known: empty fields use typical numbers. Names serve to distinguish accounts; do not enter names of people or mail addresses. The protocol in use is the one set in the mail app, POP or IMAP.";
    ask: "質問に答えてアカウントを加える", "Add an account by answering questions";
    submit: "見積もる", "Estimate";
    link: "この見積もりのリンク", "Link to this page";
    link_hint: "このリンクを開くと、同じアカウントの見積もりが出ます。", "This link opens the page with the same accounts.";
    accounts: "アカウントの数", "Accounts";
    limits: "メールボックスの上限の合計", "Sum of the mailbox limits";
    now: "今のメールの使用量", "Mail now";
    year: "1年後のメールの見込み", "Mail after one year";
    three_years: "3年後のメールの見込み", "Mail after three years";
    website_field: "Webサイトに取っておく分（例：5 GB）", "Reserved for the web site (such as 5 GB)";
    website: "Webサイトに取っておく分", "Reserved for the web site";
    total: "サーバー全体の容量（契約で違うときだけ。例：40 GB）", "Server capacity (only if the contract differs; such as 40 GB)";
    in_a_year: "1年後", "After 1 year";
    in_three_years: "3年後", "After 3 years";
    full: "いっぱいになる時期", "Fills up";
    at_limit: "（いっぱい）", " (full)";
    assumed: "この見積もりの前提", "Assumptions of this estimate";
    all_limits: "すべて上限まで使う場合", "All mailboxes full";
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
    error_size: "容量を数字で入力してください（例：30 GB）", "Enter a size as a number, such as 30 GB";
    error_account_number: "番号を1から9999の数字で入力してください（例：2）", "Enter a number from 1 to 9999, such as 2";
    error_label_missing: "番号を使うときは、呼び名も選んでください", "Choose a name to go with the number";
    too_many_accounts: "アカウントが多く、リンクに入りきりません。数を減らすか、CSVを使ってください。", "The accounts do not fit into a link. Use fewer, or a CSV file.";
    no_room_to_add: "アカウントが多いため、これ以上は加えられません。多いときは、CSVでまとめて調べられます。", "There are too many accounts to add another. For many, use a CSV file.";
}
