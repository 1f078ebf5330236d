//! Texts of what surrounds every page, and words that pages share.

texts! {
    LayoutTexts
    locale: "ja_JP", "en_US";
    other_locale: "en_US", "ja_JP";
    product: "POPとIMAPの選び方", "POP or IMAP";
    description: "メールアカウントの受信方式を、いくつかの質問に答えて選べます。", "Answer a few questions and see which way to receive mail suits an account.";
    nav_guide: "ガイド", "Guide";
    nav_capacity: "容量", "Storage";
    skip: "本文へ移動", "Skip to main content";
    switch_lang: "English", "日本語";
    language_nav: "表示する言語", "Language";
    contact: "問い合わせ", "Contact";
    home: "はじめのページ", "Start page";
    guide: "POPとIMAPのガイド", "Guide to POP and IMAP";
    back: "戻る", "Back";
    back_nav: "前のページ", "Previous page";
    back_to_result: "結果に戻る", "Back to the result";
    footer_private: "回答は、ページのアドレス（URL）にだけ入ります。このサイトには保存しません。", "Answers are only in the page address (URL). This site does not store them.";
    footer_use: "使う", "Use";
    footer_know: "知る", "Learn";
    unknown: "わからない", "I don't know";
    error_prefix: "エラー：", "Error: ";
    error_title: "入力内容を確認してください", "Check what was entered";
    change: "変更", "Change";
    notice_title: "お知らせ", "Notice";
    #[doc = "The separator of two sentences: "]
    gap: "", " ";
    #[doc = "The separator of a name and its attribute: "]
    gap_of: "の", ": ";
    colon: "：", ": ";
    #[doc = "The end of a sentence: "]
    full_stop: "。", ".";
    #[doc = "The mark of a line in a list of plain text: "]
    bullet: "・", "- ";
    list_between: "／", ", ";
    #[doc = "The separator of two attributes of one thing: "]
    between: "・", ", ";
    dash: "－", "–";
    choose_none: "選択なし", "Not chosen";
    support: "サポート", "Support";
    footer_support: "案内：", "Offered by ";
}
