//! Ctrl-C and SIGTERM: the first one stops the run in good order, the second one at once.

use tokio_util::sync::CancellationToken;

/// Watches for signals; must be called inside the runtime.
pub fn watch(token: CancellationToken) {
    tokio::spawn(async move {
        signal().await;
        super::terminal::note("stopping: cleaning up and writing reports; again to stop at once");
        token.cancel();
        signal().await;
        super::terminal::note("stopped without clean-up");
        std::process::exit(super::failure::Exit::Unknown as i32);
    });
}

/// Waits for one signal.
pub async fn signal() {
    let terminated = async {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            match signal(SignalKind::terminate()) {
                Ok(mut stream) => {
                    stream.recv().await;
                }
                Err(_) => std::future::pending::<()>().await,
            }
        }
        #[cfg(not(unix))]
        std::future::pending::<()>().await
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated => {}
    }
}
