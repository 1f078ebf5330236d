//! Texts of the page of rules.

texts! {
    RulesTexts
    description: "POPとIMAPのどちらをすすめるかを決める、すべてのルールと点数を公開しています。", "All rules and points that decide whether POP or IMAP is recommended.";
    title: "結果の|決め方", "How the decision is made";
    lead: "メールは、サーバー（メールを預かるコンピューター）のメールボックス（メールの保管場所）に届きます。回答に当てはまるルールの点を足し、点の多い方式をすすめます。", "The points of the rules that apply are added up; the protocol with more points is recommended.";
    own: "回答に当てはまるところに印を付けています。", "The parts that apply to the answers are marked.";
    sure: "点数より優先すること", "What takes precedence over points";
    sure_lead: "まだ答えていない質問や「わからない」の質問に、どう答えても同じ方式になることがあります。そのときは、今の点数によらず、その方式にします。", "Sometimes every possible answer to the questions that are unanswered or answered with “I don't know” leads to the same protocol. That protocol is then recommended, regardless of the current points.";
    unknown_lead: "「わからない」の質問の答えしだいで、「強くおすすめ」が「どちらかといえば」に変わることがあります。そのときは、はじめから「どちらかといえば」とします。", "If the real answer to a question answered with “I don't know” could turn a strong recommendation into one “by a small margin”, it is “by a small margin” from the start.";
    caps: "強さの上限", "Limits on strength";
    hard: "最優先のルール", "The hard rule";
    hard_lead: "「決め手」のルールが当てはまると、点数によらず方式が決まります。", "A rule marked “decides” determines the protocol, regardless of the points.";
    soft: "点数のルール", "Rules with points";
    tie: "同点のとき", "Equal scores";
    uses: "公開している使い方の表", "The published table of uses";
    promises: "いつも守ること", "Guarantees";
    flow: "質問の順番", "The order of questions";
    flow_lead: "結果をいちばん大きく動かす質問から、順にたずねます。省いた質問に答えても、方式は変わりません。「強くおすすめ」が「どちらかといえば」に変わることもありません。", "The question that can change the result most is asked first. A skipped question can neither change the protocol nor turn a strong recommendation into one “by a small margin”.";
    flow_key: "点線の枠は、ほかの回答によって省くことがある質問です。右の枠は、回答しだいで決まる方式です。", "A dashed box is a question that other answers can make unnecessary. A box on the right is a protocol that an answer can decide immediately.";
    weights_lead: "判断材料ごとにまとめています。棒と数字は、いちばん重いルールの点です。選ぶと、すべてのルールが出ます。", "Rules are grouped by factor. Bars and numbers show the heaviest rule of each. Open a factor to see all its rules.";
    link: "結果の決め方", "How the decision is made";
    applies: "この回答に当てはまる", "Applies to these answers";
    always: "いつでも", "always";
    and: "、かつ", " and ";
    or: "・", " / ";
    or_choice: "」か「", "” or “";
    or_else: "、または", " or ";
    result: "結果", "Result";
}
