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
complete -c pop-or-imap -n "__fish_pop_or_imap_needs_command" -f -a "check" -d 'Checks a rule set over all combinations of answers, and reports every fault with its position'
complete -c pop-or-imap -n "__fish_pop_or_imap_needs_command" -f -a "diff" -d 'Compares two rule sets: which recommendations change, and which entries cause it'
complete -c pop-or-imap -n "__fish_pop_or_imap_needs_command" -f -a "files" -d 'Writes configuration files for mail apps, for the operator\'s own web server'
complete -c pop-or-imap -n "__fish_pop_or_imap_needs_command" -f -a "recommend" -d 'Recommends POP or IMAP for the answers in a query, or for every account in a table'
complete -c pop-or-imap -n "__fish_pop_or_imap_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand serve" -l listen -d 'The address and port to listen on' -r
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand serve" -l admin-listen -d 'The address and port of the admin listener, on this machine only: /metrics, /readyz and /version; none by default' -r
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand serve" -l rules -d 'The rule set to serve, reloaded when the file changes; the built-in one if none is named' -r -F
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand serve" -l theme -d 'A file with the operator\'s colours and logo, reloaded when it changes. Without it, pages have the built-in look' -r -F
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand serve" -l public-url -d 'The origin that visitors use, such as <https://mail.example.jp>: shared links begin with it' -r
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand serve" -l support-name -d 'The name of the support team, as visitors know it, such as サンプルホスティング サポート' -r
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand serve" -l frame-ancestors -d 'The sites that may show the wizard in a frame: origins with spaces between them, such as "<https://support.example.jp> <https://www.example.jp>"; \'self\' for this server' -r
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand serve" -l trusted-proxy -d 'A proxy in front of the server, an IP address or a network such as 10.0.0.0/8: its connections are not counted as those of one client. Repeat the option, or separate several by commas. Proxies on this machine are always trusted' -r
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand serve" -l log-format -d 'The format of log lines' -r -f -a "text\t'For people'
json\t'One JSON object per line'"
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand serve" -l serve-files -d 'Serve configuration files for mail apps: /mail/config-v1.1.xml, /.well-known/autoconfig/mail/config-v1.1.xml, /setup/pop.mobileconfig and /setup/imap.mobileconfig. The rule set must name the mail servers'
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand serve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand check" -l theme -d 'A theme to check too' -r -F
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand check" -l format -d 'The output format' -r -f -a "text\t'For people'
json\t'For programs'
mermaid\t'The interview as a Mermaid flow chart'"
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand diff" -l format -d 'The output format' -r -f -a "text\t'For people'
json\t'For programs'"
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand files" -l out -d 'The directory to write to; it is created if it does not exist' -r -F
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand files" -l rules -d 'The rule set with the mail servers; the built-in one, which has none, if none is named' -r -F
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand files" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand recommend" -l csv -d 'A table with a row per account, instead of a query; `-` reads standard input' -r -F
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand recommend" -l format -d 'The output format: `text` (default) or `json` for a query, `csv` (default) or `jsonl` for a table' -r -f -a "text\t'For people'
json\t'For programs'
csv\t'A table for spreadsheets'
jsonl\t'One JSON object per row'"
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand recommend" -l rules -d 'The rule set to use; the built-in one if none is named' -r -F
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand recommend" -l public-url -d 'The origin that visitors use, with which the link begins' -r
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand recommend" -l bom -d 'Begin the table with a byte order mark, so that Excel recognizes UTF-8'
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand recommend" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand help; and not __fish_seen_subcommand_from serve check diff files recommend help" -f -a "serve" -d 'Serves the wizard and the API'
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand help; and not __fish_seen_subcommand_from serve check diff files recommend help" -f -a "check" -d 'Checks a rule set over all combinations of answers, and reports every fault with its position'
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand help; and not __fish_seen_subcommand_from serve check diff files recommend help" -f -a "diff" -d 'Compares two rule sets: which recommendations change, and which entries cause it'
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand help; and not __fish_seen_subcommand_from serve check diff files recommend help" -f -a "files" -d 'Writes configuration files for mail apps, for the operator\'s own web server'
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand help; and not __fish_seen_subcommand_from serve check diff files recommend help" -f -a "recommend" -d 'Recommends POP or IMAP for the answers in a query, or for every account in a table'
complete -c pop-or-imap -n "__fish_pop_or_imap_using_subcommand help; and not __fish_seen_subcommand_from serve check diff files recommend help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
