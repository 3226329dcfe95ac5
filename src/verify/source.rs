//! Where recorded traffic is read from: a file, or stdin.
//!
//! In: a path. Out: something to read, or why there is none. What could wait for ever is refused
//! before it is opened. Must not know what is in it.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

/// Opens what a path names; `-` is stdin.
pub fn open(path: &Path) -> io::Result<Box<dyn Read + Send>> {
    if path == Path::new("-") {
        return Ok(Box::new(io::stdin()));
    }
    // A pipe that nobody writes to would hold up its opening.
    let kind = fs::metadata(path)?;
    if kind.is_dir() {
        return Err(io::Error::new(ErrorKind::IsADirectory, "it is a directory"));
    }
    if !kind.is_file() {
        return Err(io::Error::other(
            "it is not a regular file; what comes from a pipe goes to `-`",
        ));
    }
    // What is written to it from now on would not be whole: a file that grows is read as it is.
    Ok(Box::new(File::open(path)?.take(kind.len())))
}
