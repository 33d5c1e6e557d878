# Completion for bash: the scripts by name, their options and the choices of these, as their own manuals declare them;
# elsewhere files. Installed with the command; to try it: source src/cli/completion.bash

_toolkit_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$2"); }

_toolkit() {
    local word=$2 before=$3 script=${COMP_WORDS[1]} manual
    COMPREPLY=()
    if [ "$word" = "=" ]; then word=""; fi
    if [ "$before" = "=" ]; then before=${COMP_WORDS[COMP_CWORD - 2]}; fi
    if [ "$COMP_CWORD" -eq 1 ] || [ "$before" = --help ] || [ "$before" = --untrusted ]; then
        manual=$("$1" --help 2>/dev/null)
        _toolkit_words "$(sed -nE 's/^  (-[a-zA-Z]|--[a-z]+|[a-z]+)  .*/\1/p; s/^  (--[a-z]+) (\[?script).*/\1/p' <<<"$manual")" "$word"
        return
    fi
    manual=$("$1" --help "$script" 2>/dev/null) || return
    case $word in
    -*) _toolkit_words "$(sed -nE 's/^  (-[a-z], )?(--[a-z0-9-]+).*/\2/p' <<<"$manual") --help" "$word" ;;
    *)
        case $before in
        --*) _toolkit_words "$(sed -nE "s/^  (-[a-z], )?$before ([^ |]+[|][^ ]+).*/\2/p" <<<"$manual" | tr '|' ' ')" "$word" ;;
        -?) _toolkit_words "$(sed -nE "s/^  $before, --[a-z-]+ ([^ |]+[|][^ ]+).*/\1/p" <<<"$manual" | tr '|' ' ')" "$word" ;;
        esac
        ;;
    esac
}

complete -o default -F _toolkit toolkit
