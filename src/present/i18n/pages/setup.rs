//! Texts of the page for setting up an account.

texts! {
    SetupTexts
    description: "すすめる方式でアカウントを設定するための値と、使っているアカウントをメールを失わずに変える手順です。", "The values for setting up the account, and the steps for changing one that is in use without losing mail.";
    lead: "メールは、サーバー（メールを預かるコンピューター）に届きます。そこにあるメールボックス（メールの保管場所）を、この方式で使うための設定です。", "These are the settings for using the mailbox on the server with this type.";
    now_title: "このアカウントを、|今どう使っていますか？", "How is this account used now?";
    now_hint: "使っているアカウントは、手順を守らないとメールを失うことがあります。選ぶと、その手順が出ます。新しい機器に替えるときは、これまでの機器での使い方を選びます。わからないときは、確かめるまで何も変えません。", "Changing an account that is in use can lose mail. Choose one to see the safe steps. For a new device, choose how the old one uses the account. If it is not known, change nothing before finding out.";
    now_short: "今の使い方", "Used now";
    now_new: "まだ使っていない（新しいメールアドレス）", "Not yet: it is a new address";
    now_pop: "POPで受信している", "With POP";
    now_imap: "IMAPで受信している", "With IMAP";
    now_both: "POPとIMAPの両方で受信している", "With both POP and IMAP";
    now_moving: "ほかの会社で使っている（引っ越す）", "With another company: it moves here";
    now_where: "今の方式は、メールソフトのアカウントの設定にある「種類」などで確かめられます。", "The account settings of the mail app show the type, such as POP or IMAP.";
    now_change: "今の使い方を変える", "Change";
    submit: "手順を見る", "Show the steps";
    steps_title: "変える手順", "Steps of the change";
    steps_lead: "上から順に、1つ終えてから次へ進みます。「大切」の手順を飛ばすと、メールを失うことがあります。うまくいかないときは、何も外さず、何も消さずに、サポートに問い合わせます。", "Finish each step before the next. Leaving out one that is marked “Important” can lose mail. If something does not work, remove and delete nothing, and ask support.";
    no_password: "このページに、パスワードを入れる欄はありません。", "This page never asks for a password.";
    unchecked: "この意味の設定を探します。画面の言葉は違うことがあります。", "Look for a setting with this meaning. Its name on the screen may differ.";
    #[doc = "The mark of an important step in plain text: "]
    important_mark: "【大切】", "(important) ";
    important: "大切", "Important";
    if_skipped: "飛ばすと：", "If left out: ";
    old_mail_title: "古いメールは入りきるか", "Does the old mail fit?";
    devices_title: "機器ごとの設定", "Settings of each device";
    choose: "選ぶ方式：", "Choose: ";
    apps: "メールソフトごとの選び方", "In each mail app";
    app_guide: "くわしい案内", "Guide";
    servers_title: "入力する値", "Values to enter";
    servers_unknown: "サーバー名などの値は、利用開始時に届いた案内で確かめます。", "The server names are in the welcome notice of the hosting company.";
    servers_ask: "わからないときは、サーバーを契約している会社に問い合わせてください。", "If they cannot be found, ask the hosting company.";
    host: "サーバー名", "Server";
    port: "ポート番号", "Port";
    security: "接続の保護", "Encryption";
    security_tls: "SSL/TLS", "SSL/TLS";
    security_starttls: "STARTTLS", "STARTTLS";
    security_plain: "なし", "None";
    username: "ユーザー名", "User name";
    username_address: "メールアドレス全体", "The whole mail address";
    username_local: "メールアドレスの「@」より前", "The part of the mail address before “@”";
    username_given: "利用開始時の案内にある名前", "The name in the welcome notice";
    password: "パスワード", "Password";
    password_where: "利用開始時の案内にあるもの、または自分で決めたもの", "The one in the welcome notice, or chosen since";
    pattern: "{domain}は、メールアドレスの「@」より後ろに置きかえます。", "Replace {domain} by the part of the mail address after “@”.";
    copy: "コピー", "Copy";
    profile_title: "iPhone、iPad、Mac用の設定ファイル", "Settings files for iPhone, iPad and Mac";
    profile_lead: "サーバーの値が入ったファイル（構成プロファイル）です。アドレスとパスワードは、機器に入れるときに機器がたずねます。前のアカウントは、手順のとおりに確かめるまで外しません。", "A configuration profile with the server values. The device asks for address and password when it is installed. Keep the old account until the steps ask for its removal.";
    profile_unsigned: "署名がないため、機器に「未署名」と出ます。このページから保存したファイルだけを使います。", "It is not signed, and the device shows that. Use only a file that was saved from this page.";
    documentation: "サーバーの値の案内", "About the server values";
    forecast_link: "いつごろいっぱいになるかを見る", "See when the mailbox fills up";
    help_title: "うまくいかないとき", "If it does not work";
    print: "手順を印刷する", "Print the steps";
    heading_text: "設定", "Set-up";
    heading_steps: "今の使い方から変える手順（上から順に）", "Steps of the change, in order";
}
