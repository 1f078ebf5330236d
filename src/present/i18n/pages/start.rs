//! Texts of the start page, link previews and questions.

texts! {
    StartTexts
    description: "いくつかの質問に答えると、POPとIMAPのどちらが向いているかが、アカウントごとにわかります。登録は不要で、回答は保存しません。", "A few plain questions show whether POP or IMAP suits a mail account. No sign-up, and answers are not stored.";
    preview_words: "質問に答えると、|アカウントに合う方式が|わかります。", "A few plain questions show |which one suits a mail account.";
    preview_alt: "題「POPとIMAP、どちらを選ぶ？」と、2つの方式でメールがどこに残るかの図", "The title “POP or IMAP: which one?” and a drawing of where each protocol keeps mail";
    title: "POPとIMAP、|どちらを選ぶ？", "POP or IMAP: which one?";
    lead: "メールは、サーバー（メールを預かるコンピューター）に届きます。受け取る方式は、POP（ポップ）とIMAP（アイマップ）の2つです。質問に答えると、アカウント（メールアドレス）ごとに向いている方式がわかります。", "There are two ways to receive mail: POP and IMAP. A few questions show which one suits each mail account.";
    button: "質問をはじめる", "Start the questions";
    duration: "約2分で終わります", "Takes about 2 minutes";
    no_sign_up: "登録なし", "No sign-up";
    private: "回答を保存しない", "Answers are not stored";
    uses_title: "よくある|使い方から選ぶ", "Choose an everyday use";
    uses_lead: "近いものを選ぶと、すぐに結果が出ます。あとから回答を足せます。", "Choose the closest one to see a result immediately. Answers can be added later.";
    guide_link: "しくみの違いと容量をガイドで読む", "Read about the differences and the capacity in the guide";
}

texts! {
    QuestionTexts
    next: "次へ進む", "Continue";
    error_choose: "当てはまるものを1つ選んでください。わからないときは「わからない」を選べます。", "Choose one answer, or “I don't know”.";
    error_short: "1つ選んでください", "Choose one answer";
    settled_title: "結果が決まりました", "The result is settled";
    see_result: "結果を見る", "See the result";
}
