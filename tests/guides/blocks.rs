//! Code blocks of a page, and the commands in a block that shows a terminal.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

/// A block of code.
pub struct Block {
    /// The info string of the opening fence; empty for an indented block.
    pub info: String,
    /// Its byte range on the page, without fences.
    pub place: Range<usize>,
    pub text: String,
}

/// Returns the code blocks of a page.
pub fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (event, place) in Parser::new(page).into_offset_iter() {
        match (event, &mut open) {
            (Event::Start(Tag::CodeBlock(kind)), _) => {
                let info = match kind {
                    CodeBlockKind::Fenced(info) => info.into_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                open = Some(Block { info, place: place.end..place.start, text: String::new() });
            }
            (Event::Text(text), Some(block)) => {
                block.place = block.place.start.min(place.start)..block.place.end.max(place.end);
                block.text += &text;
            }
            (Event::End(TagEnd::CodeBlock), _) => blocks.extend(open.take()),
            _ => {}
        }
    }
    blocks
}

/// A command as a terminal shows it, and as the shell gets it.
pub struct Command {
    pub shown: String,
    pub typed: String,
}

/// Parses the commands of a terminal: `$ ` begins one, `> ` continues it, all other lines are output.
pub fn commands(terminal: &str) -> Vec<Command> {
    let mut commands: Vec<Command> = Vec::new();
    for line in terminal.lines() {
        let (typed, begins) = match (line.strip_prefix("$ "), line.strip_prefix("> ")) {
            (Some(typed), _) => (typed, true),
            (None, Some(typed)) => (typed, false),
            (None, None) => continue,
        };
        if begins {
            commands.push(Command { shown: String::new(), typed: String::new() });
        }
        let command = commands.last_mut().expect("a terminal begins with a command");
        command.shown += &[line, "\n"].concat();
        command.typed += &[typed, "\n"].concat();
    }
    commands
}
