//! Runs the binary and says everything when an expectation fails; small servers to run it
//! against.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;

/// A contract of one clause, for suites of one scenario.
pub const CONTRACT: &str = "\
sections:
  - id: s
    title: T
    source: S
    requirements:
      - { id: s.a, level: must, authority: [document], clause: C }
";

/// What a finished process left.
#[derive(Debug)]
pub struct Finished {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Finished {
    /// Fails the test, telling all, unless the exit code is this one.
    #[track_caller]
    pub fn exits(self, code: i32) -> Finished {
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", self.out, self.err);
        self
    }

    /// Fails the test, telling all, unless stderr says this.
    #[track_caller]
    pub fn complains(self, text: &str) -> Finished {
        assert!(self.err.contains(text), "no {text:?} in stderr:\n{}", self.err);
        self
    }

    /// Fails the test, telling all, unless stdout says this.
    #[track_caller]
    pub fn says(self, text: &str) -> Finished {
        assert!(self.out.contains(text), "no {text:?} in stdout:\n{}", self.out);
        self
    }

    /// The same, however the lines are broken.
    #[track_caller]
    pub fn tells(self, text: &str) -> Finished {
        let told = self.out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(told.contains(text), "no {text:?} in stdout:\n{}", self.out);
        self
    }

    /// Fails the test if a panic shows anywhere.
    #[track_caller]
    pub fn never_panicked(self) -> Finished {
        for text in [&self.out, &self.err] {
            assert!(!text.contains("panicked"), "a panic:\n{text}");
        }
        self
    }
}

/// The binary with arguments, in an environment without surprises.
pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kvcontract"));
    command.args(arguments);
    for variable in ["RUST_BACKTRACE", "KVC_TOKEN", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"] {
        command.env_remove(variable);
    }
    for (variable, _) in std::env::vars_os() {
        let ours = ["KVCONTRACT_", "TEST_", "CI_NODE_", "XML_OUTPUT_FILE"];
        if ours.iter().any(|name| variable.to_string_lossy().starts_with(name)) {
            command.env_remove(variable);
        }
    }
    command.env("XDG_STATE_HOME", env!("CARGO_TARGET_TMPDIR"));
    command
}

/// Runs it to its end.
pub fn kvcontract(arguments: &[&str]) -> Finished {
    finished(&mut command(arguments))
}

/// Runs a command to its end.
pub fn finished(command: &mut Command) -> Finished {
    let output = command.stdin(Stdio::null()).output().expect("the binary starts");
    Finished {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
    .never_panicked()
}

/// A running `kvcontract serve`, ended when dropped.
pub struct Served {
    process: Child,
    pub url: String,
    pub ca: String,
}

impl Served {
    /// Starts the reference vault and waits until it says where it is.
    pub fn start(arguments: &[&str]) -> Served {
        Served::start_with(arguments, &[])
    }

    /// The same as it starts when it is told nothing but to challenge nobody.
    pub fn observed() -> Served {
        Served::told(&["serve", "--challenge", "never"], &[])
    }

    /// The same with environment variables.
    pub fn start_with(arguments: &[&str], environment: &[(&str, &str)]) -> Served {
        // Told as the suite's own vault: these tests are about the harness.
        let mut all = vec!["serve", "--contract", "documented", "--retry-after", "0"];
        if !arguments.contains(&"--token-env") {
            all.extend(["--challenge", "never"]);
        }
        all.extend(arguments);
        Served::told(&all, environment)
    }

    fn told(arguments: &[&str], environment: &[(&str, &str)]) -> Served {
        let mut command = command(arguments);
        command.envs(environment.iter().copied());
        let mut process = command.stdout(Stdio::piped()).spawn().expect("serve starts");
        let stdout = process.stdout.take().expect("stdout is piped");
        let mut lines = BufReader::new(stdout).lines();
        let mut value = |key: &str| {
            let line = lines.next().expect("serve says where it is").expect("in UTF-8");
            line.strip_prefix(key).unwrap_or_else(|| panic!("no {key} in {line}")).to_owned()
        };
        let (url, ca) = (value("url: "), value("ca: "));
        Served { process, url, ca }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_file(&self.ca);
    }
}

/// A plain HTTP server that gives every request the same raw bytes, then closes.
pub fn answers_with(raw: impl Fn() -> Vec<u8> + Send + Sync + 'static) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let address = listener.local_addr().expect("a bound address");
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let raw = raw();
            thread::spawn(move || answer(stream, &raw));
        }
    });
    address
}

fn answer(mut stream: TcpStream, raw: &[u8]) {
    let mut buffer = [0; 64 * 1024];
    if stream.read(&mut buffer).is_ok() {
        let _ = stream.write_all(raw);
    }
}

/// An HTTP answer with a body.
pub fn http(status: &str, content_type: &str, body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// Says that a test did not take place, past the harness, which swallows what a passing test says.
pub fn skipped(test: &str, why: &str) {
    // A terminal that is gone is no reason to fail.
    let _ = std::io::stderr().write_all(format!("SKIPPED: {test}: {}\n", why.trim()).as_bytes());
}

/// Writes a file below a folder, making the folders on the way.
pub fn write(root: &Path, relative: &str, text: &str) {
    let path = root.join(relative);
    std::fs::create_dir_all(path.parent().expect("a file in a folder")).expect("a folder");
    std::fs::write(path, text).expect("a writable folder");
}
