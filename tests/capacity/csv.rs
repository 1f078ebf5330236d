//! Tables of accounts sent to the page: outcomes, errors, sizes, and the accounts of a page as a table.

use super::{page, send};
use crate::support::Site;

#[tokio::test]
async fn a_table_comes_back_with_outcomes() {
    let table =
        "account,purpose,devices,mails\r\n営業,work,pc-phone,５０通\r\n=1+1,orders,,\r\n経理,work,one-pc,多い\r\n";
    let reply = send(&[("csv", table.as_bytes()), ("get", b"page"), ("query", b"plan=managed&total=40000")]).await;
    let dom = reply.assert_ok().dom();
    assert!(dom.text("#read").contains("2行を読み取りました。1行は"));
    assert_eq!(
        dom.texts(".faults li"),
        ["4行目のmails：「多い」は数字として読み取れません。数字を書いてください（例：50）"]
    );
    assert_eq!(
        dom.texts("#read .many tbody tr:first-child td"),
        ["営業", "IMAP", "どちらかといえば", "IMAP", "約4か月後"]
    );
    assert!(dom.texts("#read .lines dd").contains(&"40 GB".to_owned()), "weighed against the total");
    assert_eq!(dom.text("#csv"), table.split_whitespace().collect::<Vec<_>>().join(" "), "nothing is lost");
    // The same as a file, in Shift_JIS, returned for Excel.
    let (sjis, _, _) = encoding_rs::SHIFT_JIS.encode(table);
    let reply = send(&[("csv", b""), ("file", &sjis), ("get", b"excel")]).await;
    assert!(reply.header("content-disposition").starts_with("attachment"));
    assert!(reply.body.starts_with("\u{FEFF}account,purpose,devices,mails,protocol,"));
    reply.assert_contains("\r\n'=1+1,orders,").assert_contains("\r\n営業,work,pc-phone,５０通,imap,");
    let reply = send(&[("csv", table.as_bytes()), ("get", b"csv"), ("query", b"lang=en")]).await;
    assert!(reply.body.starts_with("account,") && reply.body.contains("Line 4"), "{reply}");
}

#[tokio::test]
async fn a_table_that_cannot_be_read_is_said_and_kept() {
    let long = format!("purpose\n{}", "work\n".repeat(5_001));
    for (table, words) in
        [(long.as_str(), "5,001行ありました"), ("purpose\n", "2行目から"), ("name,age\nx,1\n", "列"), ("", "")]
    {
        for get in ["page", "excel"] {
            let reply = send(&[("csv", table.as_bytes()), ("get", get.as_bytes())]).await;
            let dom = reply.assert_status(422).dom();
            assert!(dom.text("#csv-error").contains(words), "{}", dom.text("#csv-error"));
            assert_eq!(dom.text("#csv"), table.trim().replace('\n', " "));
        }
    }
    Site::new().post_form("/capacity/csv", "a=b").await.assert_status(400);
    let none = send(&[("csv", b"purpose\norders,,x\n"), ("query", b"lang=en")]).await.dom();
    assert!(none.text("#read").contains("No row was read. 1 row could not be read, for this reason:"));
    // Nothing at all, as a browser sends it; and a file with nothing in it.
    for (field, parts) in [("csv", &[("csv", &b" \r\n"[..])][..]), ("file", &[("file", b""), ("csv", b"")])] {
        let dom = send(parts).await.assert_status(422).dom();
        let words = if field == "csv" { "表を貼り付けるか" } else { "表に何もありません" };
        assert!(dom.text(&format!("#{field}-error")).contains(words), "{field}");
        assert_eq!(dom.attribute(".error-summary a", "href"), format!("#{field}"));
        assert_eq!(dom.all("[aria-invalid]").len(), 1);
    }
}

/// Returns a table of this size in Shift_JIS, with long rows.
fn large(bytes: usize) -> Vec<u8> {
    let encoded = |text: &str| encoding_rs::SHIFT_JIS.encode(text).0.into_owned();
    let (head, row) = (encoded("purpose,備考\r\n"), encoded(&format!("work,{}\r\n", "営業".repeat(128))));
    let table = [&head[..], &row.repeat((bytes - head.len()) / row.len())].concat();
    assert!(table.len() <= bytes && table.len() > bytes - 1024, "{}", table.len());
    table
}

#[tokio::test]
async fn a_large_table_can_be_sent_again_and_one_too_large_costs_nothing_else() {
    let mb = 1024 * 1024;
    // A file of 1 MB in Shift_JIS is read; pasted, it is more than 1 MB, and can be sent again as it is returned.
    let file = large(mb);
    let text = encoding_rs::SHIFT_JIS.decode(&file).0.into_owned();
    assert!(text.len() > mb * 5 / 4);
    let dom = send(&[("csv", b"purpose\r\nspare\r\n"), ("file", &file)]).await.dom();
    assert!(dom.text("#read").contains("行をすべて読み取りました"));
    assert!(dom.text("#csv").starts_with("purpose spare"), "the file is not copied");
    assert!(dom.text("#file-hint").contains("選び直して"));
    let pasted = send(&[("csv", text.as_bytes())]).await.assert_ok();
    let again = pasted.dom().all("#csv")[0].text().collect::<String>();
    assert_eq!(again.replace("\r\n", "\n").trim(), text.replace("\r\n", "\n").trim());
    send(&[("csv", again.as_bytes())]).await.assert_ok();
    assert!(!pasted.dom().text("#file-hint").contains("選び直して"));
    // A small file is put into the text, to be changed and sent again.
    let small = send(&[("csv", b""), ("file", b"purpose\r\norders\r\n")]).await.dom();
    assert_eq!(small.text("#csv"), "purpose orders");
    // Too large: reported at its field on the page itself, and the rest is kept, whatever the size.
    let query = b"plan=managed&total=40000&lang=en&a=sales1_work";
    for (field, size) in [("file", mb + 1), ("file", 5 * mb), ("file", 40 * mb), ("csv", 2 * mb + 1), ("csv", 9 * mb)] {
        let other = if field == "file" { "csv" } else { "x" };
        let table = vec![b'a'; size];
        let parts: [(&str, &[u8]); 4] =
            [("query", query), (other, b"purpose\r\nspare\r\n"), (field, &table), ("get", b"excel")];
        let reply = send(&parts).await.assert_status(413);
        let dom = reply.dom();
        assert!(dom.text(&format!("#{field}-error")).contains("too large"), "{field} {size}");
        assert_eq!(dom.attribute(".error-summary a", "href"), format!("#{field}"));
        assert_eq!(dom.all("#accounts li").len(), 1);
        assert_eq!(dom.text("#csv"), if field == "file" { "purpose spare" } else { "" });
        assert!(reply.body.len() < 100_000, "{}", reply.body.len());
    }
    // Other forms are rejected as too large.
    let other = vec![b'a'; 5 * mb];
    send(&[("x", &other)]).await.assert_status(413);
    // A workbook is not put into the text.
    let dom = send(&[("file", b"PK\x03\x04\0\0")]).await.dom();
    assert!(dom.text("#file-error").contains("名前を付けて保存") && dom.text("#csv").is_empty());
}

#[tokio::test]
async fn the_accounts_of_a_page_come_as_a_table() {
    let dom = page("/capacity?plan=managed&a=sales1_work.pc-phone.yes_50&a=info_inquiry").await;
    let own = dom.all("input[name=csv]")[0].attr("value").unwrap().to_owned();
    let reply = send(&[("csv", own.as_bytes()), ("get", b"csv")]).await;
    let lines: Vec<_> = reply.body.lines().collect();
    assert!(lines[1].starts_with("営業1,managed,work,pc-phone,yes,,,,,,50,,,,,,imap,"), "{}", lines[1]);
    assert!(lines[2].starts_with("代表,managed,inquiry,"), "{}", lines[2]);
    assert_eq!(lines.len(), 3);
}

#[tokio::test]
async fn a_table_takes_the_protocol_in_use_and_the_servers_sizes() {
    let table = "account,purpose,mails,used_with,server_total,server_website\r\nA,work,50,POP,40GB,\r\n\
                 B,work,50,smtp,,\r\nC,work,50,,big,1GB\r\nD,inquiry,50,,,2GB\r\n";
    let reply = send(&[("csv", table.as_bytes()), ("get", b"page"), ("query", b"plan=managed&total=90000")]).await;
    let dom = reply.dom();
    assert_eq!(
        dom.texts(".faults li"),
        [
            "3行目のused_with：「smtp」は使えません。次のどれかを書いてください（pop、imap）",
            "4行目のserver_total：「big」は数字として読み取れません。数字を書いてください（例：500MB）"
        ]
    );
    assert_eq!(dom.texts("#read .many tbody tr:first-child td")[3..], ["POP", "いっぱいにならない見込み"]);
    assert_eq!(dom.texts("#read .many tbody tr:last-child td")[3], "IMAP", "as recommended");
    let values = dom.texts("#read details > .lines dd");
    assert!(values.contains(&"40 GB".to_owned()) && values.contains(&"2 GB".to_owned()), "{values:?}");
    // As a file: nothing is lost, and each error is in its row.
    let reply = send(&[("csv", table.as_bytes()), ("get", b"csv")]).await;
    reply
        .assert_contains("\r\nA,work,50,POP,40GB,,imap,")
        .assert_contains("\r\nB,work,50,smtp,,,,,,,,3行目のused_with");
}

#[tokio::test]
async fn a_company_survives_its_table() {
    let dom = page("/capacity?plan=managed&total=50000&website=1234&a=sales1_work_50_pop&a=info_inquiry..._30").await;
    let own = dom.all("input[name=csv]")[0].attr("value").unwrap().to_owned();
    let mut lines = own.lines();
    assert!(lines.next().unwrap().ends_with(",keep,used_with,server_total,server_website"));
    assert!(lines.next().unwrap().ends_with(",pop,50000,1234"));
    // Read without other answers, it results in the same figures.
    let again = send(&[("csv", own.as_bytes()), ("get", b"page")]).await.dom();
    assert_eq!(again.texts("#read .answer p"), dom.texts("#summary .answer p"));
    assert_eq!(again.texts("#read .answer dd"), dom.texts("#summary .answer dd"));
    assert_eq!(again.texts("#read details > .lines dd"), dom.texts("#summary details > .lines dd"));
}
