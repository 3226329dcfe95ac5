//! The commands that go with what `init` writes: the same in the pipeline and in what is told.

/// Where its files are, as a command line names them.
pub struct Commands {
    /// The folder.
    pub dir: String,
}

impl Commands {
    /// Whether the files are sound.
    pub fn lint(&self) -> String {
        format!("kvcontract lint {}", self.words())
    }

    /// The suite, and what is promised besides.
    pub fn run(&self) -> String {
        format!("kvcontract run {}", self.words())
    }

    fn words(&self) -> String {
        format!("--target {0}/target.yaml --suite {0}/suite", self.dir)
    }

    /// The same in a pipeline.
    pub fn pipeline(&self) -> String {
        format!(
            "{} --wait 60s --junit reports/junit.xml --html reports/contract.html --report \
             markdown=reports/contract.md --json reports/contract.json",
            self.run()
        )
    }

    /// What declares where the server differs, and what goes untested.
    pub fn declare(&self) -> String {
        format!("{} --update-deviations", self.run())
    }
}
