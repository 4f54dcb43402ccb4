//! The code by which anybody can check that a certificate is no forgery.
//!
//! It is printed on the certificate beside its number. Both together prove that whoever asks has seen the certificate: numbers can be counted
//! through, codes cannot.

use subtle::ConstantTimeEq;

use crate::crypto::BlindIndex;

const PURPOSE: &str = "certificate.code";

/// Crockford's base32: no letter looks like a digit, or like a rude word.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Eight characters hold 40 bits.
const BYTES: usize = 5;

/// Makes and checks codes. The same number has the same code for good, on every instance. Cheap to clone.
#[derive(Clone, Debug)]
pub struct CertificateCodes {
    index: BlindIndex,
}

impl CertificateCodes {
    /// Codes under the key of the blind indexes, which never changes.
    pub fn new(index: BlindIndex) -> Self {
        Self { index }
    }

    /// The code of a certificate's number: eight characters.
    pub fn of(&self, number: &str) -> String {
        let mac = self.index.of(PURPOSE, number);
        let bits = mac
            .iter()
            .take(BYTES)
            .fold(0_u64, |bits, byte| (bits << 8) | u64::from(*byte));
        let character = |place: usize| {
            let value = usize::try_from((bits >> (5 * place)) & 31).unwrap_or_default();
            char::from(ALPHABET.get(value).copied().unwrap_or(b'0'))
        };
        (0..8).rev().map(character).collect()
    }

    /// Whether a code is that of a number, as somebody typed it: in small letters, in groups, O for 0, I or L for 1.
    pub fn check(&self, number: &str, typed: &str) -> bool {
        let typed: String = typed
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .map(|c| match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            })
            .collect();
        self.of(number).as_bytes().ct_eq(typed.as_bytes()).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::Keys;

    #[test]
    fn a_code_belongs_to_one_number_and_one_installation() {
        let codes = CertificateCodes::new(Keys::generate().blind_index());
        let code = codes.of("ZZ202602130000000019");
        assert_eq!(code.len(), 8);
        assert!(code.bytes().all(|byte| ALPHABET.contains(&byte)));
        assert!(codes.check("ZZ202602130000000019", &code));
        assert!(!codes.check("ZZ202602130000000027", &code));
        assert!(!codes.check("ZZ202602130000000019", ""));
        let others = CertificateCodes::new(Keys::generate().blind_index());
        assert!(!others.check("ZZ202602130000000019", &code));
    }

    #[test]
    fn a_code_is_understood_as_people_type_it() {
        let codes = CertificateCodes::new(Keys::generate().blind_index());
        // Some number's code has a zero and a one.
        let numbers = (0..100_000).map(|n| format!("ZZ{n}"));
        let (number, code) = numbers
            .map(|number| (codes.of(&number), number))
            .map(|(code, number)| (number, code))
            .find(|(_, code)| code.contains('0') && code.contains('1'))
            .unwrap();
        let (left, right) = code.split_at(4);
        let typed = format!(" {left}-{right} ")
            .to_lowercase()
            .replace('0', "o")
            .replace('1', "l");
        assert!(codes.check(&number, &typed), "{typed}");
    }
}
