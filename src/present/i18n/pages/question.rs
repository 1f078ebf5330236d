//! Texts of the questions.

texts! {
    QuestionTexts
    next: "次へ進む", "Continue";
    error_choose: "当てはまるものを1つ選んでください。わからないときは「わからない」を選べます。", "Choose one answer, or “I don't know”.";
    error_short: "1つ選んでください", "Choose one answer";
    settled_title: "結果が決まりました", "The result is settled";
    see_result: "結果を見る", "See the result";
}
