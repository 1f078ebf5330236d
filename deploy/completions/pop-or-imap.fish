# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_pop_or_imap_global_optspecs
    string join \n h/help V/version
end

function __fish_pop_or_imap_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_pop_or_imap_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_pop_or_imap_using_subcommand
    set -l cmd (__fish_pop_or_imap_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c pop-or-imap -n "__fish_pop_or_imap_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pop-or-imap -n "__fish_pop_or_imap_needs_command" -s V -l version -d 'Print version'
complete -c pop-or-imap -n "__fish_pop_or_imap_needs_command" -f -a "serve" -d 'Serves the wizard and the API'
complete -c pop-or-imap -n "__fish_pop_or_imap_needs_command" -f -a "check" -d 'Reads a rule set, walks every combination of answers, and reports every fault at its place'
complete -c pop-or-imap -n "__fish_pop_or_imap_needs_command" -f -a "diff" -d 'Compares two rule sets: what comes out otherwise, and because of what'
complete -c pop-or-imap -n "__fish_pop_or_imap_needs_command" -f -a "recommend" -d 'Recommends POP or IMAP for the answers in a query, or for every account in a table'
complete -c pop-or-imap -n "__fish_pop_or_imap_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand serve" -l listen -d 'The address and port to listen on' -r
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand serve" -l admin-listen -d 'The address and port of the operator\'s side, on this machine only: /metrics, /readyz and /version; none where it is left out' -r
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand serve" -l rules -d 'The rule set to serve, followed while it serves; the built-in one where none is named' -r -F
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand serve" -l public-url -d 'The address that visitors use, such as <https://mail.example.jp>: links to be shared begin with it' -r
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand serve" -l support-name -d 'Who gives support, as visitors know them, such as サンプルホスティング サポート' -r
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand serve" -l frame-ancestors -d 'The sites that may show the wizard inside their pages: origins with spaces between them, such as "<https://support.example.jp> <https://www.example.jp>"; \'self\' for this server' -r
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand serve" -l trusted-proxy -d 'A proxy in front of the program, an IP address or a network such as 10.0.0.0/8: its connections are not counted as those of one client. Repeat it for more, or separate them by commas. Proxies on this machine need no mention' -r
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand serve" -l log-format -d 'How log lines look' -r -f -a "text\t'For people'
json\t'A JSON object a line'"
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand serve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand check" -l format -d 'In which form to report' -r -f -a "text\t'For people'
json\t'For programs'
mermaid\t'The interview as a Mermaid flow chart'"
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand diff" -l format -d 'In which form to report' -r -f -a "text\t'For people'
json\t'For programs'"
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand recommend" -l csv -d 'A table of accounts instead, a row each; `-` reads standard input' -r -F
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand recommend" -l format -d 'In which form to answer: `text` (unless told) or `json` for a query, `csv` (unless told) or `jsonl` for a table' -r -f -a "text\t'For people'
json\t'For programs'
csv\t'A table for spreadsheets'
jsonl\t'A JSON object a row'"
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand recommend" -l rules -d 'The rule set to use; the built-in one where none is named' -r -F
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand recommend" -l public-url -d 'The address that visitors use, to begin the link with' -r
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand recommend" -l bom -d 'Begin the table with a byte order mark, by which Excel knows UTF-8'
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand recommend" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand help; and not __fish_seen_subcommand_from serve check diff recommend help" -f -a "serve" -d 'Serves the wizard and the API'
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand help; and not __fish_seen_subcommand_from serve check diff recommend help" -f -a "check" -d 'Reads a rule set, walks every combination of answers, and reports every fault at its place'
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand help; and not __fish_seen_subcommand_from serve check diff recommend help" -f -a "diff" -d 'Compares two rule sets: what comes out otherwise, and because of what'
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand help; and not __fish_seen_subcommand_from serve check diff recommend help" -f -a "recommend" -d 'Recommends POP or IMAP for the answers in a query, or for every account in a table'
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand help; and not __fish_seen_subcommand_from serve check diff recommend help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
