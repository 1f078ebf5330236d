//! Texts of the page for links of support staff.

texts! {
    LinkTexts
    description: "サポート担当者が、回答の入ったリンク、QRコード、返信用の文面を作るページです。", "For support staff: create links with answers filled in, QR codes and replies.";
    menu: "案内リンクの作成（サポート担当者向け）", "Make a link (for support staff)";
    page_title: "案内リンクを|作る", "Make a link for a customer";
    page_lead: "問い合わせでわかったことを選ぶと、その回答が入ったリンクと返信用の文面ができます。わからないものは「選択なし」のままにします。", "Choose what is known from the inquiry: this makes a link with those answers filled in, and a reply to paste.";
    answers: "わかっていること", "What is known";
    numbers: "通数や容量もわかる場合", "Numbers, if known";
    account: "文面に書くアカウントの呼び名", "Name of the account in the reply";
    account_hint: "返信の文面にだけ入ります。リンクには入りません。", "Only in the reply, never in the link.";
    account_label: "呼び名", "Name";
    account_number: "番号", "Number";
    placeholder: "選ぶと、ここにリンクと文面ができます。", "Choose an answer: the link and the reply appear here.";
    to: "リンクの行き先", "Where the link leads";
    to_questions: "まだ答えていない質問から始める", "Ask what is still open";
    to_result: "結果をすぐに表示する", "Show the result";
    make: "リンクを作る", "Make the link";
    made: "できたリンク", "The link";
    made_hint: "開いた人には、入力済みの回答がわかるように表示します。回答は、開いた人が直せます。", "The recipient sees which answers are filled in, and can correct them.";
    open: "リンクを開いて確かめる", "Open the link";
    qr: "QRコード", "QR code";
    qr_label: "このリンクを開くQRコード", "QR code that opens this link";
    png: "QRコードをPNG画像で保存する", "Save the QR code as a PNG image";
    reply_ja: "返信用の文面（日本語）", "Reply in Japanese";
    reply_en: "返信用の文面（英語）", "Reply in English";
    reply_subject_label: "件名：", "Subject: ";
    reply_copy: "文面をコピーする", "Copy the reply";
    reply_mail: "メールソフトで開く", "Open in the mail app";
}
