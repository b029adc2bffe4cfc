//! Text that is not the program's own as a terminal may show it: nothing in it acts on the terminal or hides what stands
//! there. Whatever comes from files, databases, servers or configurations passes here before it is shown.

/// A tab goes to the next multiple of so many columns.
const TAB: usize = 4;

/// The text with lines ended by `\n`, tabs as spaces, and a visible sign in the place of every character that would
/// steer the terminal, turn the direction of reading or show nothing at all.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut column = 0;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\n' => {
                shown.push('\n');
                column = 0;
                continue;
            }
            '\r' if characters.peek() == Some(&'\n') => continue,
            '\t' => {
                let wide = TAB - column % TAB;
                shown.extend(std::iter::repeat_n(' ', wide));
                column += wide;
                continue;
            }
            // Unicode has a picture of each of these, such as ␛.
            '\0'..='\u{1f}' => shown.push(char::from_u32(0x2400 + character as u32).unwrap_or('\u{fffd}')),
            '\u{7f}' => shown.push('\u{2421}'),
            _ if is_unseen(character) => shown.push('\u{fffd}'),
            _ => shown.push(character),
        }
        column += 1;
    }
    shown
}

/// The same on one line.
#[must_use]
pub fn plain_line(text: &str) -> String {
    plain(text).replace('\n', "␊")
}

/// Whether the character shows nothing and still does something: 8-bit controls, marks of direction, tags.
fn is_unseen(character: char) -> bool {
    matches!(character,
        '\u{80}'..='\u{9f}'
        | '\u{61c}'
        | '\u{200b}'
        | '\u{200e}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_the_terminal() {
        let hostile = "a\u{1b}[2J\u{1b}]0;title\u{7}b\u{9b}31mc\r\nd\re\u{7f}\u{202e}f\u{e0041}g\u{8}";
        let shown = plain(hostile);
        assert_eq!(shown, "a␛[2J␛]0;title␇b\u{fffd}31mc\nd␍e␡\u{fffd}f\u{fffd}g␈");
        assert!(shown.chars().all(|character| character == '\n' || !character.is_control()));
        assert_eq!(plain_line("one\ntwo\t3"), "one␊two 3");
    }

    #[test]
    fn ordinary_text_stays() {
        for text in ["naïve 日本語 👩‍👩‍👧", "  indented\n\n- list"] {
            assert_eq!(plain(text), text);
        }
    }

    proptest::proptest! {
        #[test]
        fn no_control_character_is_left(text in "\\PC*|[\\x00-\\x{9f}]*") {
            proptest::prop_assert!(plain(&text).chars().all(|c| c == '\n' || !c.is_control()));
        }
    }
}
