//! What a file is, by its content. What it is called, and what the client says it is, does not count.

/// Open Fixed-layout Document (GB/T 33190), the national format for official documents; a zip archive around `OFD.xml`.
pub(super) const OFD: &str = "application/ofd";

/// How much of a file's beginning tells what it is.
pub(super) const HEAD: usize = 64 * 1024;

/// The media type of a file that begins so, if it is a known one.
pub(super) fn sniff(head: &[u8]) -> Option<&'static str> {
    let found = infer::get(head)?.mime_type();
    if found == "application/zip" && head.windows(7).any(|name| name == b"OFD.xml") {
        return Some(OFD);
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_tells_what_a_file_is() {
        assert_eq!(sniff(b"%PDF-1.7\n"), Some("application/pdf"));
        assert_eq!(sniff(b"\x89PNG\r\n\x1a\n"), Some("image/png"));
        assert_eq!(sniff(b"PK\x03\x04\x14\0\0\0\0\0......OFD.xml"), Some(OFD));
        assert_eq!(sniff(b"PK\x03\x04\x14\0\0\0\0\0......x.txt"), Some("application/zip"));
        assert_eq!(sniff(b"just words"), None);
    }
}
