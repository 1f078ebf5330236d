//! Texts of error pages and errors of the API.

texts! {
    ErrorTexts
    status_400: "アドレスを読み取れませんでした", "The address could not be read";
    status_404: "ページが見つかりません", "Page not found";
    status_405: "この方法では開けません", "This page cannot be opened in this way";
    status_408: "送信に時間がかかりすぎました", "The request took too long";
    status_413: "送られた内容が大きすぎます", "The request is too large";
    status_414: "アドレスが長すぎます", "The address is too long";
    status_415: "この形式では受け取れません", "Unsupported format";
    status_500: "うまく表示できませんでした", "Something went wrong";
    status_503: "ただいま混み合っています", "This site is busy";
    status_400_text: "リンクが途中で切れていないか確認してください。", "Check that the link is complete.";
    status_404_text: "アドレスが変わったか、リンクが途中で切れている可能性があります。", "The address may have changed, or the link may be incomplete.";
    status_405_text: "はじめのページから、もう一度お試しください。", "Start again from the start page.";
    status_408_text: "通信が安定しているときに、もう一度送ってください。", "Send it again when the connection is stable.";
    status_413_text: "内容を減らして、もう一度お試しください。", "Send less and try again.";
    status_414_text: "余分な文字を取り除いて、もう一度お試しください。", "Remove unnecessary characters and try again.";
    status_415_text: "JSON（application/json）で送ってください。", "Send it as JSON (application/json).";
    body: "送られた内容を読み取れませんでした", "The request could not be read";
    not_a_list: "回答を並べたもの（JSONの配列）を送ってください。例：[{\"plan\":\"standard\",\"mails\":50}]", "Send a list of answers (a JSON array), such as [{\"plan\":\"standard\",\"mails\":50}].";
    status_500_text: "回答はアドレスに残っています。少し待ってから、もう一度読み込んでください。", "The answers are still in the address. Wait a moment, then reload.";
    status_503_text: "回答はアドレスに残っています。少し待ってから、もう一度読み込んでください。", "The answers are still in the address. Wait a moment, then reload.";
}
