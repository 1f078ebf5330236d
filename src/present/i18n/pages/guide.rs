//! Texts of the guide, and of the drawings of where mail is kept.

texts! {
    GuideTexts
    description: "メールを受け取る2つの方式（POPとIMAP）について、しくみ、よい点と困る点、使い方ごとのおすすめ、容量、設定の進め方をまとめました。", "How POP and IMAP work, their advantages and disadvantages, the right choice for each use, the capacity of each service, and how to set up or change an account.";
    how_title: "しくみの違い", "How they work";
    contents: "このページの内容", "On this page";
    compare_title: "違いをくらべる", "Side by side";
    item: "項目", "Item";
    factors_title: "選ぶときの|7つの判断材料", "Seven factors that decide";
    factors_lead: "アカウントごとに、次の7つで決まります。", "For each account, these seven factors count.";
    rules_link: "すべてのルールと点数を見る", "See all rules and points";
    advantages: "よい点", "Advantages";
    disadvantages: "困る点", "Disadvantages";
    table_title: "使い方ごとの|おすすめ", "The right choice for each use";
    table_lead: "選ぶと、その使い方の結果が出ます。", "Choose a use to see its result.";
    plans_title: "サービスごとの|容量", "Capacity of each service";
    both_title: "パソコンはPOP、|スマートフォンは|IMAPにできる？", "POP on the PC and IMAP on the phone?";
    both_lead: "できますが、次の3つに注意が必要です。迷うときは、どちらもIMAPにすると、同じメールを読めます。", "It works, with three limits. If in doubt, use IMAP on both: then both show the same mail.";
    both_days: "パソコンのPOPで、サーバーに何日か残す設定にします。スマートフォンで読めるのは、残っている間だけです。", "Set POP on the PC to leave mail on the server for some days. The phone shows mail only during that time.";
    both_sent: "送信済みのメールとフォルダーは、共有されません。パソコンから送ったメールは、スマートフォンでは見えません。", "Sent mail and folders are not shared. The phone does not show mail sent from the PC.";
    both_read: "パソコンが取り込んだメールは、スマートフォンで「既読」になることがあります。", "Mail that the PC has fetched may appear as read on the phone.";
    setup_title: "アカウントを|設定するとき", "Setting up the account";
    setup_values: "サーバー名、ユーザー名、パスワードを確かめます。利用開始時の案内に書かれています。", "Find the server name, user name and password in the welcome notice.";
    setup_choose: "メールソフトにアカウントを追加し、受信方式で「POP」（POP3）か「IMAP」を選びます。", "Add the account to the mail app, and choose POP (POP3) or IMAP as the type.";
    setup_check: "追加したアカウントの受信方式を確かめます。自動設定では、POPを選ぶつもりでもIMAPになることがあります。違っていたら、今追加したアカウントだけを外して、やり直します。", "Check the type of the new account. Automatic set-up may choose IMAP when POP is intended. If it is wrong, remove only the account just added, and try again.";
    setup_keep: "POPでほかの機器でも読むときは、サーバーに残す日数を決めます。", "With POP and other devices, set how many days mail stays on the server.";
    switch_title: "今の方式から|変えるとき", "Changing an account that is in use";
    switch_lead: "使っているアカウントの方式は、設定の変更では切り替わりません。同じメールアドレスを、新しい方式でもう一度メールソフトに追加します。コピーする順番は方式によって違うので、下の手順を守ります。残したいメールがそろうまで、前のアカウントは外しません。", "The type of an existing account cannot be changed. Add the same address again with the new type. The order of copying differs, so follow the steps below. Keep the first account until all mail to keep is there.";
    to_imap: "POPからIMAPへ", "From POP to IMAP";
    to_pop: "IMAPからPOPへ", "From IMAP to POP";
    moving: "ほかのサーバーから引っ越すとき", "Moving from another server";
    switch_link: "使い方に合わせた手順を見る", "See the steps for the answers";
    setup_link: "機器ごとの設定と、入力する値を見る", "See the settings of each device and the values to enter";
    help_title: "うまくいかないとき", "If it does not work";
    title: "POPと|IMAPの|ガイド", "A guide to POP and IMAP";
    lead: "メールは、サーバー（メールを預かるコンピューター）に届きます。受け取る2つの方式の違い、選び方、設定の進め方をまとめました。", "How the two ways to receive mail differ, how to choose, and how to set up an account.";
    slight_note: "どちらかといえば", "by a small margin";
    picture_pop: "メールは機器へ移ります。ふつう、ほかの機器には届きません。", "Mail moves to the device. Other devices usually do not get it.";
    picture_imap: "メールは、サーバーに残ります。どの機器でも、同じメールを読めます。", "Mail stays on the server. Every device shows the same.";
    total_unknown: "わかりません（サービスや契約によって違います）", "unknown (depends on the service and contract)";
    by_contract: "契約によって違います", "depends on the contract";
}

texts! {
    MapTexts
    recommended: "おすすめ", "Recommended";
    server: "サーバー", "Server";
    #[doc = "Labels of devices; a line may break at the mark: "]
    pc: "パソコン", "PC";
    phone: "スマート|フォン", "Phone";
    other_pc: "ほかの|パソコン", "Other|PC";
    other_person: "ほかの人", "Other|person";
    unknown: "ほかの|機器", "Other|device";
    #[doc = "What an envelope means: "]
    kept: "ここに保管", "Kept here";
    readable: "読める（保管はサーバー）", "Readable here, kept on the server";
    gone: "残らない", "No longer here";
    missing: "届かない", "Does not arrive";
    key: "図の見方", "Key";
    key_kept: "塗り＝保管", "Filled: kept";
    key_readable: "線＝見るだけ", "Outline: viewed";
    key_gone: "点線＝残らない", "Dashed: not kept";
    key_missing: "✕＝届かない", "Cross: does not arrive";
}
