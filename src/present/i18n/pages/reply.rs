//! Texts of replies of support staff.

texts! {
    ReplyTexts
    subject: "メールの受信方式（POP・IMAP）のご案内", "POP or IMAP for your mail account";
    opening: "メールを受け取る2つの方式（POPとIMAP）について、ご案内します。", "This is about the two ways to receive mail: POP and IMAP.";
    reasons: "■ 理由", "Why:";
    todo_lead: "次の手順で進めてください。", "Please do the following:";
    todo: "■ 設定のときと、その後にしていただくこと", "What to do, at set-up and later:";
    capacity: "■ 容量の見通し", "When the mailbox fills up:";
    account: "対象のアカウント", "Account";
    based_on: "■ うかがった使い方", "Based on these answers:";
    know: "■ 知っておいていただきたいこと", "Good to know:";
    decide: "次のページで、この質問に答えられます。", "The page below asks this question:";
    caution: "■ 先にすること", "Do this first:";
    see_result: "くわしい結果は、次のページでご確認ください。使い方が違うときは、そのページで回答を直せます。", "The page below shows the full result. If an answer is not right, it can be corrected there.";
    ask: "次のページの質問に答えると、使い方に合う方式がわかります。", "A few plain questions on the page below lead to the right choice.";
    ask_unknown: "わからない質問は「わからない」を選んで進められます。回答は保存されません。", "If an answer is not known, choose “I don't know”. Answers are not stored.";
    filled_in: "■ こちらで入力した回答（ページの中で直せます）", "Already filled in (can be corrected on the page):";
    setup: "■ 設定", "Settings:";
    steps: "■ 今の使い方から変える手順（上から順に進めてください）", "Steps of the change, in order:";
    see_setup: "設定する値と手順は、次のページにあります。", "The page below has the values and the steps for the set-up.";
    open: "■ 質問のページ", "The questions:";
}
