//! Texts of the plain text of a result.

texts! {
    TextTexts
    caution: "先にすること", "Do this first";
    #[doc = "The mark of a heading: "]
    heading: "■ ", "# ";
    head: "POPとIMAPの選び方：結果", "POP or IMAP: result";
    reasons: "理由", "Why";
    against: "もう一方の方式が向いている理由", "Reasons for the other choice";
    todo: "すること", "To do";
    know: "知っておきたいこと", "Good to know";
    change: "結果が変わる場合", "What would change it";
    quota: "容量と上限", "Capacity and limits";
    forecast: "容量の見通し", "When the mailbox fills up";
    answers: "回答", "Answers";
    link: "同じ結果を開くリンク", "Link to this result";
}
