//! Texts of the guide, and of the drawings of where mail is kept.

texts! {
    GuideTexts
    description: "メールを受け取る2つの方式（POPとIMAP）について、しくみ、よい点と困る点、使い方ごとのおすすめ、サービスごとの容量をまとめました。", "How POP and IMAP work, their advantages and disadvantages, which one suits which use, and the capacity of each service.";
    how_title: "しくみの違い", "How they work";
    compare_title: "違いをくらべる", "Side by side";
    advantages: "よい点", "Advantages";
    disadvantages: "困る点", "Disadvantages";
    table_title: "使い方ごとの|おすすめ", "Which one for which use";
    table_lead: "選ぶと、その使い方の結果が出ます。", "Choose a use to see its result.";
    plans_title: "サービスごとの|容量", "Capacity of each service";
    title: "POPと|IMAPの|ガイド", "A guide to POP and IMAP";
    lead: "メールを受け取る2つの方式の違いと、サービスごとの容量をまとめました。", "The two ways to receive mail, and the capacity of each service.";
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
}
