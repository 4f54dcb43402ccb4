//! QR codes (ISO/IEC 18004) as SVG, to be put into a page as they are.

use std::fmt::Write;

use fast_qr::{ECL, QRBuilder};

/// Light modules around the code, without which readers do not find it.
const QUIET: usize = 4;

/// A QR code with a text, as an SVG element that scales to whatever size the page gives it; paper may lose 15 % of it. Empty when the
/// text is too long for any code (over 2,300 bytes).
pub fn svg(text: &str) -> String {
    let Ok(code) = QRBuilder::new(text).ecl(ECL::M).build() else {
        return String::new();
    };
    let side = code.size + 2 * QUIET;
    // One path: a run of dark modules is one rectangle.
    let mut path = String::new();
    for y in 0..code.size {
        let row = &code[y];
        let mut x = 0;
        while x < code.size {
            let run = row.get(x..).unwrap_or_default();
            let run = run.iter().take_while(|module| module.value()).count();
            if run > 0 {
                // Writing into a string does not fail.
                let _ = write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET);
            }
            x += run.max(1);
        }
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\" role=\"img\" aria-label=\"二维码\">\
         <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_one_element_that_names_nothing_outside() {
        let svg = svg("https://city.example/progress?number=20261120000000017");
        assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>"));
        assert_eq!(svg.matches("http").count(), 1, "the namespace alone");
        assert!(!svg.contains("style="), "the page's policy admits no inline style");
    }

    #[test]
    fn the_text_stands_in_the_modules_not_in_the_markup() {
        let svg = svg("<script>alert(1)</script>");
        assert!(!svg.contains("script"));
    }

    #[test]
    fn a_quiet_zone_and_a_finder_begin_the_code() {
        // Version 1 has 21 modules; the finder's first row is seven dark ones.
        let svg = svg("12345678");
        assert!(svg.contains("viewBox=\"0 0 29 29\""), "{svg}");
        assert!(svg.contains("M4 4h7v1h-7z"), "{svg}");
    }

    #[test]
    fn what_fits_no_code_gives_none() {
        assert_eq!(svg(&"理".repeat(2000)), "");
    }
}
