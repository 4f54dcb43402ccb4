//! Cutting text into what can be found.

/// A piece of text, with how much it says.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Token {
    /// One Chinese character.
    Character(char),
    /// Two neighbouring Chinese characters.
    Pair(char, char),
    /// A word or number, in lower case.
    Word(String),
}

impl Token {
    /// How much a match of it counts.
    pub(super) fn strength(&self) -> f32 {
        match self {
            Self::Character(_) => 0.4,
            Self::Pair(..) => 2.0,
            Self::Word(_) => 2.5,
        }
    }
}

/// The tokens of a text, in order, repeats included.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut word = String::new();
    let mut before: Option<char> = None;
    for c in text.chars().flat_map(fold) {
        if is_ideograph(c) {
            end_word(&mut word, &mut tokens);
            if let Some(before) = before {
                tokens.push(Token::Pair(before, c));
            }
            tokens.push(Token::Character(c));
            before = Some(c);
        } else {
            before = None;
            if c.is_alphanumeric() {
                word.push(c);
            } else {
                end_word(&mut word, &mut tokens);
            }
        }
    }
    end_word(&mut word, &mut tokens);
    tokens
}

/// A text as it is compared whole: folded, without blanks and punctuation.
pub(super) fn squeezed(text: &str) -> String {
    text.chars().flat_map(fold).filter(|c| c.is_alphanumeric()).collect()
}

/// Lower case; full-width letters and digits as the plain ones.
fn fold(c: char) -> impl Iterator<Item = char> {
    let plain = match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    };
    plain.to_lowercase()
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}')
}

fn end_word(word: &mut String, tokens: &mut Vec<Token>) {
    if word.is_empty() {
        return;
    }
    let mut word = std::mem::take(word);
    // Licences, licence: the plural is the one inflection worth knowing.
    if word.len() > 3 && word.ends_with('s') && !word.ends_with("ss") {
        word.pop();
    }
    tokens.push(Token::Word(word));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_into_characters_pairs_and_words() {
        let word = |text: &str| Token::Word(text.to_owned());
        assert_eq!(
            tokens("食品 Licences，２证"),
            [
                Token::Character('食'),
                Token::Pair('食', '品'),
                Token::Character('品'),
                word("licence"),
                word("2"),
                Token::Character('证'),
            ]
        );
        assert_eq!(squeezed(" 食品-经营 A"), "食品经营a");
        assert_eq!(tokens("、。 "), []);
    }
}
