//! Paths that a target file names: they are found beside the file, and where nothing is there,
//! where the program was started.

use std::path::Path;

use super::auth::Auth;
use super::profile::Profile;

/// Makes a profile's paths those that are meant by the file of that path.
pub fn resolve(profile: &mut Profile, file: &str) {
    let Some(folder) = Path::new(file).parent() else { return };
    let mut paths: Vec<&mut String> = profile.tls.ca.iter_mut().collect();
    if let Auth::Azure(azure) = &mut profile.auth {
        paths.extend(azure.token_file.iter_mut());
    }
    for path in paths {
        // An absolute path stays as it is.
        let beside = folder.join(&*path);
        if beside.exists() || !Path::new(&*path).exists() {
            *path = beside.to_string_lossy().into_owned();
        }
    }
}
