//! Texts of tables of accounts.

texts! {
    TableTexts
    title: "表で|まとめて|調べる（CSV）", "Check many accounts at once (CSV)";
    lead: "Excelなどの表を貼り付けるか、CSV（カンマ区切り）のファイルを選んでください。内容はこのサイトに保存しません。", "Paste a table from a spreadsheet, or choose a CSV file. This site does not store it.";
    columns: "1行目に列の名前を書き、2行目からアカウントを1行に1つずつ書きます。列の順番は自由です。使わない列は、なくてもかまいません。", "Write the column names in the first row, and one account in each row below. Columns can be in any order. Leave out those that are not needed.";
    columns_title: "列の名前と、書ける値", "Column names and valid values";
    account: "アカウントの呼び名（なくてもかまいません）", "A name for the account (optional)";
    used_with: "使う方式です。popかimapと書きます（空欄は、おすすめに合わせます）", "Protocol in use: pop or imap (empty: as recommended)";
    total: "サーバー全体の容量です（例：40 GB）。はじめに書かれた値を使います", "Server capacity, such as 40 GB; the first value is used";
    website: "Webサイトに取っておく分です（例：5 GB）。はじめに書かれた値を使います", "Reserved for the web site, such as 5 GB; the first value is used";
    example: "表の例", "Example of a table";
    example_rows: "営業1,standard,work,pc-phone,50通\n通知,standard,notification,,200", "Sales 1,standard,work,pc-phone,50\nSystem,standard,notification,,200";
    paste: "表を貼り付ける", "Paste the table";
    paste_hint: "2 MB、5,000行、256列までです。Excelで選んだセルを、そのまま貼り付けられます。", "Up to 2 MB, 5,000 rows and 256 columns. Cells copied from a spreadsheet can be pasted as they are.";
    file: "CSVファイルを選ぶ", "Choose a CSV file";
    file_hint: "1 MB、5,000行、256列までです。ExcelからCSV形式で保存したファイルを使えます。", "Up to 1 MB, 5,000 rows and 256 columns, in UTF-8 or Shift_JIS.";
    show: "結果を表で見る", "Show the results";
    excel: "結果をExcel用のCSVで保存する", "Save the results as CSV for Excel";
    plain: "結果をほかのソフト用のCSVで保存する", "Save the results as CSV for other programs";
    own: "上の一覧のアカウントをCSVで保存する", "Save the accounts above as CSV";
    read: "表の結果", "Results of the table";
    rows: "行ごとの結果", "Results by row";
    line: "行", "Line";
    strength: "すすめる強さ", "Strength";
    unreadable: "表を読み取れませんでした。もう一度貼り付けるか、ファイルを選び直してください。", "The table could not be read. Paste it again, or choose the file again.";
    nothing: "表を貼り付けるか、CSVファイルを選んでください。", "Paste a table, or choose a CSV file.";
    again: "ファイルの内容は、この画面に残していません。もう一度使うときは、ファイルを選び直してください。", "The content of the file is not kept on this page. To use it again, choose the file again.";
    empty: "アカウントの行がありません。2行目から、1行に1つずつアカウントを書いてください。", "There are no rows with accounts. Write one account in each row, from the second row on.";
    table_utf16: "このファイルは「Unicodeテキスト」（UTF-16）で、読み取れません。Excelで開き、「名前を付けて保存」を選んでください。ファイルの種類を「CSV UTF-8（コンマ区切り）」にして保存します。", "This file is “Unicode Text” (UTF-16), which cannot be read. Open it in Excel and choose “Save As”. Set the type to “CSV UTF-8 (Comma delimited)” and save.";
    table_workbook: "このファイルはCSVではないため、読み取れません。Excelで開き、「名前を付けて保存」を選んでください。ファイルの種類を「CSV UTF-8（コンマ区切り）」にして保存します。", "This file is not CSV, so it cannot be read. Open it in Excel and choose “Save As”. Set the type to “CSV UTF-8 (Comma delimited)” and save.";
    table_empty: "表に何もありません。1行目に列の名前（accountやdevicesなど）を書いてください。", "The table is empty. Write column names in the first row, such as account and devices.";
    row_unclosed: "引用符（\"）が閉じていません。終わりの引用符を書いてください", "a quotation mark (\") is not closed. Add the closing one";
    row_too_long: "1行が長すぎます（1 MBまで）。引用符（\"）が閉じているか確認してください", "the row is too long (1 MB at most). Check that every quotation mark (\") is closed";
}
