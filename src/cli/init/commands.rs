//! The commands that go with what `init` writes: the same in the pipeline and in what is told.

/// Where its files are, as a command line names them.
pub struct Commands {
    /// The folder.
    pub dir: String,
}

impl Commands {
    /// Whether the files are sound.
    pub fn lint(&self) -> [String; 2] {
        let lint = |what: &str, path: &str| format!("kvcontract lint --{what} {}/{path}", self.dir);
        [lint("target", "target.yaml"), lint("scenarios", "suite")]
    }

    /// The suite.
    pub fn run(&self) -> String {
        format!("kvcontract run --target {0}/target.yaml", self.dir)
    }

    /// The suite of one's own.
    pub fn own(&self) -> String {
        format!("{} --scenarios {}/suite", self.run(), self.dir)
    }

    /// The suite in a pipeline.
    pub fn pipeline(&self) -> String {
        format!(
            "{} --wait 60s --junit reports/junit.xml --html reports/contract.html --report \
             markdown=reports/contract.md --json reports/contract.json",
            self.run()
        )
    }

    /// The suite of one's own in a pipeline.
    pub fn own_pipeline(&self) -> String {
        format!("{} --junit reports/own.xml", self.own())
    }

    /// What declares where the server differs, and what goes untested.
    pub fn declare(&self) -> String {
        format!("{} --update-deviations", self.run())
    }
}
