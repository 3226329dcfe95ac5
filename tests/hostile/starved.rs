//! Machines that give little: few files, few threads, no room on the disk, nobody who reads, a signal.
//! Whatever is missing, no panic, no verdict that was not reached, nothing left untold.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::ended::Ended;
use crate::row::{honest, watched};
use crate::support::command;

/// Not so many cases that a row takes long, and enough that they would want more than there is.
const SOME: &str = "create";

/// The binary behind a limit of the shell's.
fn limited(limit: &str, arguments: &[&str]) -> Command {
    let ours = command(arguments);
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("ulimit {limit} && exec \"$@\""), "sh"]);
    shell.arg(ours.get_program()).args(ours.get_args());
    for (name, value) in ours.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    shell
}

#[track_caller]
fn holds(ended: &Ended, exits: &[i32], tells: &str) {
    let wrong = ended.wrong(&[], exits, tells, Duration::from_secs(60));
    assert!(wrong.is_empty(), "{}\n{}", wrong.join("; "), ended.told());
}

/// The drafts of reports that stand in a folder.
fn drafts(folder: &Path) -> usize {
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    names.filter(|name| name.to_string_lossy().contains("kvcontract-report")).count()
}

#[cfg(target_os = "linux")]
#[test]
fn with_few_files_it_says_so_or_walks_fewer_cases_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let (url, ca) = honest();
    let there = ["run", SOME, "--target", url, "--ca", ca];
    for arguments in [&["run", SOME][..], &there] {
        for few in [4, 8, 12] {
            let mut command = limited(&format!("-n {few}"), arguments);
            // So few that not even the command can be loaded is an end of the loader's.
            let exits: &[i32] = if few == 4 { &[2, 3, 127] } else { &[3] };
            let tells = if few == 4 { "" } else { "open no more than" };
            holds(&watched(&mut command, folder.path()), exits, tells);
        }
        // Whoever runs the tests may have left a few files open in them.
        for enough in [40, 64] {
            let mut command = limited(&format!("-n {enough}"), arguments);
            holds(&watched(&mut command, folder.path()), &[0], "left 0");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn with_few_threads_no_trial_is_lost() {
    let nobody = Command::new("setpriv").args(["--reuid=65534", "--clear-groups", "true"]).status();
    if !nobody.is_ok_and(|status| status.success()) {
        eprintln!(
            "SKIPPED: few threads: limits do not bind who runs this, and nobody cannot be had"
        );
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    // The binary and its folders must be open to nobody.
    let program = folder.path().join("kvcontract");
    std::fs::copy(env!("CARGO_BIN_EXE_kvcontract"), &program).unwrap();
    let everybody = <std::fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o755);
    std::fs::set_permissions(folder.path(), everybody).unwrap();
    for (few, exits) in [(3, &[3][..]), (6, &[0, 3]), (20, &[0]), (60, &[0]), (80, &[0])] {
        let limit = format!("--nproc={few}:{few}");
        let mut command = Command::new("setpriv");
        command
            .args(["--reuid=65534", "--clear-groups", "prlimit", &limit])
            .arg(&program)
            .arg("run");
        command.env("XDG_STATE_HOME", "/nonexistent");
        let ended = watched(&mut command, folder.path());
        holds(&ended, exits, "");
        let lines = ended.out.lines().filter(|line| line.starts_with("test ")).count();
        assert!(ended.code == Some(3) || lines > 150, "{lines} trials\n{}", ended.told());
    }
}

#[cfg(unix)]
#[test]
fn a_report_that_finds_no_room_is_told_and_the_verdict_is_not_lost() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.json");
    let arguments = ["run", "second-create", "--json", path.to_str().unwrap()];
    // A file-size limit would end the process where nobody minds it.
    let mut command = limited("-f 16", &arguments);
    let out = Command::output(command.stdin(Stdio::null())).unwrap();
    let (told, err) = (String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    assert_eq!(out.status.code(), Some(3), "{told}\n{err}");
    assert!(told.contains("KEPT") && err.contains("is lost: "), "{told}\n{err}");
    assert!(!path.exists() && drafts(folder.path()) == 0, "a draft stays");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_and_the_verdict_is_not_lost() {
    let folder = tempfile::tempdir().unwrap();
    let disk = folder.path().join("disk");
    std::fs::create_dir(&disk).unwrap();
    let mut mounted = Command::new("mount");
    mounted.args(["-t", "tmpfs", "-o", "size=64k", "tmpfs"]).arg(&disk);
    if !mounted.stderr(Stdio::null()).status().is_ok_and(|status| status.success()) {
        eprintln!("SKIPPED: a full disk: no file system can be mounted here");
        return;
    }
    let path = disk.join("run.json");
    let arguments = ["run", "second-create", "--json", path.to_str().unwrap()];
    let done = watched(&mut command(&arguments), folder.path());
    let left = drafts(&disk);
    let filled = std::fs::File::create(disk.join("fill")).unwrap().write_all(&[0; 200_000]);
    let journals =
        ["run", "second-create", "--target", honest().0, "--ca", honest().1, "--journal"];
    let at = [&journals[..], &[disk.to_str().unwrap()]].concat();
    let unjournaled = watched(&mut command(&at), folder.path());
    assert!(Command::new("umount").arg(&disk).status().unwrap().success());
    assert!(filled.is_err(), "the disk is not full");
    holds(&done, &[3], "KEPT");
    assert!(done.err.contains("is lost: ") && left == 0, "{left} drafts\n{}", done.told());
    // What could not be swept afterwards is not made.
    holds(&unjournaled, &[2, 3], "journal");
}

#[cfg(unix)]
#[test]
fn nobody_who_reads_is_no_panic_and_a_full_one_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let words: [&[&str]; 6] = [
        &["run", "second-create"],
        &["run", "second-create", "--format", "json"],
        &["list"],
        &["contract"],
        &["lint"],
        &["doctor", "--target", "reference"],
    ];
    for arguments in words {
        let ours = command(arguments);
        for (to, exits) in [(">&-", &[0][..]), (">&- 2>&-", &[0]), (">/dev/full", &[3])] {
            let mut shell = Command::new("sh");
            shell.args(["-c", &format!("exec \"$@\" {to}"), "sh"]);
            shell.arg(ours.get_program()).args(ours.get_args());
            shell.env("XDG_STATE_HOME", folder.path()).env_remove("GITHUB_ACTIONS");
            let ended = watched(&mut shell, folder.path());
            assert!(
                ended.code.is_some_and(|code| exits.contains(&code))
                    && !ended.err.contains("panicked"),
                "{arguments:?} {to}: {:?}\n{}",
                ended.code,
                ended.told()
            );
        }
    }
}
