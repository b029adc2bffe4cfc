//! From the bytes of a file to text: UTF-8, or UTF-16 with a byte order mark, as PowerShell's `>` and Excel write it.

use super::LineFault;

/// The text, without its byte order mark.
pub(super) fn text(bytes: &[u8]) -> Result<String, LineFault> {
    let wide = |read: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes[2..].chunks_exact(2).map(|pair| read([pair[0], pair[1]])).collect();
        String::from_utf16(&units).ok().filter(|_| bytes.len().is_multiple_of(2))
    };
    let text = match bytes {
        [0xff, 0xfe, ..] => wide(u16::from_le_bytes),
        [0xfe, 0xff, ..] => wide(u16::from_be_bytes),
        _ => std::str::from_utf8(bytes).ok().map(|text| text.trim_start_matches('\u{feff}').to_owned()),
    };
    text.filter(|text| !text.contains('\0')).ok_or_else(|| {
        // As good a guess as there is: a line feed is the same byte in every encoding that a table is written in.
        let good =
            std::str::from_utf8(bytes).map_or_else(|fault| fault.valid_up_to(), |text| text.find('\0').unwrap_or(0));
        let line = 1 + bytes[..good].iter().filter(|byte| **byte == b'\n').count();
        LineFault::line(line, "this is no text in UTF-8 or UTF-16; save the file as CSV UTF-8, or as JSON")
    })
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn utf_8_and_utf_16_of_both_orders() {
        let said = "date,é\r\n1,😀\n";
        let units: Vec<u16> = said.encode_utf16().collect();
        let wide = |mark: [u8; 2], write: fn(u16) -> [u8; 2]| {
            mark.into_iter().chain(units.iter().flat_map(|unit| write(*unit))).collect::<Vec<u8>>()
        };
        for bytes in [
            said.as_bytes().to_vec(),
            ["\u{feff}", said].concat().into_bytes(),
            wide([0xff, 0xfe], u16::to_le_bytes),
            wide([0xfe, 0xff], u16::to_be_bytes),
        ] {
            assert_eq!(text(&bytes).unwrap(), said);
        }
        let cut = wide([0xff, 0xfe], u16::to_le_bytes);
        for bytes in [&b"date\n\xe9t\xe9,1"[..], &cut[..cut.len() - 1], &cut[2..], b"\xff\xfe\x00\xd8", b"\0\0"] {
            assert!(text(bytes).is_err(), "{bytes:?}");
        }
        assert_eq!(text(b"date\n\xe9t\xe9,1").unwrap_err().line, 2);
    }
}
