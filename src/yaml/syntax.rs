//! What is wrong with a text that is no YAML, in plain words.
//!
//! In: what the parser says of it. Out: the same, told to who wrote the text. Must not know what the
//! file means.

/// By a part of what the parser says; the first that fits.
const WORDS: [(&str, &str); 56] = [
    ("unclosed bracket '['", "a [ is not closed"),
    ("unclosed bracket", "a { is not closed"),
    ("mismatched bracket '['", "a [ is closed by another bracket"),
    ("mismatched bracket", "a { is closed by another bracket"),
    ("misplaced bracket", "a bracket is closed here that was not opened"),
    ("unclosed quote", "a quotation mark is not closed"),
    (
        "multiline quoted scalar",
        "a quotation mark is not closed, or this line of the text not indented",
    ),
    ("found unexpected document indicator", "a quotation mark is not closed before this line"),
    ("invalid trailing content after", "something stands behind the closing quotation mark"),
    ("found unknown escape character", "a \\ stands before something that cannot be escaped"),
    ("while parsing a quoted scalar", "a \\ is not followed by the number of a character"),
    ("tabs disallowed", "a tab stands where spaces belong"),
    ("tab cannot be used as indentation", "a tab stands where spaces belong"),
    ("content cannot start with a tab", "a tab stands where spaces belong"),
    ("found a tab", "a tab stands where spaces belong"),
    (
        "mapping values are not allowed",
        "a : stands where none can be; a text with one in it wants quotes",
    ),
    ("mapping keys are not allowed", "a key stands where none can be"),
    (
        "illegal placement of ':'",
        "a : stands where none can be; a text with one in it wants quotes",
    ),
    ("':' may not precede", "a : stands where none can be; a text with one in it wants quotes"),
    ("':' must be followed", "a space is missing behind a :"),
    ("'-' must be followed", "a space is missing behind a -"),
    (
        "did not find expected key",
        "this line is no key of the mapping above it, and no part of it either",
    ),
    (
        "did not find expected '-'",
        "this line is no element of the list above it, and no part of it either",
    ),
    ("did not find expected ',' or '}'", "a comma or a } is missing"),
    ("expected ',' or ']'", "a comma or a ] is missing"),
    ("did not find expected node content", "nothing stands where a value belongs"),
    ("simple key", "a : is missing behind a key"),
    (
        "block sequence entries are not allowed",
        "a list cannot begin here; give it lines of its own",
    ),
    ("is only valid inside a block", "a list cannot begin here; give it lines of its own"),
    ("unknown anchor", "an alias (*) stands for what was not named before (&)"),
    (
        "expected alphabetic or numeric",
        "a name is missing behind a * or &; a text that begins so wants quotes",
    ),
    ("unexpected character", "a text that begins with this character wants quotes"),
    ("plain scalar cannot start", "a text that begins so wants quotes"),
    ("unexpected end of plain scalar", "a text that begins so wants quotes"),
    ("comment intercepting", "a text goes on behind a #"),
    ("comments must be separated", "a space is missing before a #"),
    ("block scalar", "the text below a | or > is not indented as it should be"),
    ("invalid indentation", "this line is not indented as it should be"),
    ("unexpected EOF", "the file ends too early"),
    ("unexpected eof", "the file ends too early"),
    ("unexpected end of", "the file ends too early"),
    ("while scanning a directive", "a line that begins with % means nothing here"),
    ("YAML directive", "a line that begins with % means nothing here"),
    ("version directive", "a line that begins with % means nothing here"),
    ("unsupported YAML major version", "a line that begins with % means nothing here"),
    ("the TAG directive", "a line that begins with % means nothing here"),
    ("while scanning TAG", "a line that begins with % means nothing here"),
    ("before directive", "a line that begins with % means nothing here"),
    ("expected <document start>", "something stands before the beginning or behind the end (...)"),
    ("after document end marker", "something stands behind the end (...)"),
    ("while scanning a tag", TAGGED),
    ("while parsing a tag", TAGGED),
    ("while scanning a verbatim tag", TAGGED),
    ("handle wasn't declared", TAGGED),
    ("expected whitespace", "a space is missing here"),
    ("recursion limit", TOO_LARGE),
];

/// What is said of words that tell a parser how to read a value.
pub(super) const TAGGED: &str = "a word with ! before it means nothing here";
/// What is said of more than is read.
pub(super) const TOO_LARGE: &str = "the file is too large, or nested too deep";

/// Plain words for what the parser says; none where it says something that is plain already.
pub(super) fn words(said: &str) -> Option<&'static str> {
    WORDS.iter().find(|(theirs, _)| said.contains(theirs)).map(|(_, plain)| *plain)
}
