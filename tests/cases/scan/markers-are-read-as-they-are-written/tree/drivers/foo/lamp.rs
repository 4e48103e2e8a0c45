// SPDX-License-Identifier: GPL-2.0

//! The lamp of the foo board.

const NAME: &str = "lamp
// HACK: this is text
";
const RAW: &str = r#"it says "/* HACK: text, too */"#;

/* An outer /* inner */ HACK: still the comment */
fn on<'a>(lamp: &'a Lamp) -> u8 {
    // HACK: the board does not answer
    lamp.set('"'); // HACK: nor here
    1
}
