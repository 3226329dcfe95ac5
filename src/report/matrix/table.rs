//! The matrix as data: what its writers and the page show.
//!
//! Nothing comes in. Must not know how it is made or shown.

use serde::Serialize;

/// The table.
#[derive(Debug, Serialize)]
pub struct Matrix {
    /// The words of the states that occur, with what each means.
    pub states: Vec<(&'static str, &'static str)>,
    /// The runs, in the order given.
    pub columns: Vec<Column>,
    /// Sections of the contract with their rows.
    pub sections: Vec<Rows>,
    /// Where answers of passing cases differ.
    pub differences: Vec<Difference>,
    /// How many more differences there are than are listed.
    pub more: usize,
    /// Requirements that are left out, since all columns say the same of them.
    pub alike: usize,
}

/// One run.
#[derive(Debug, Serialize)]
pub struct Column {
    /// The target's name and version, or what who asked calls the run.
    pub target: String,
    /// The api-version sent.
    pub api_version: String,
    /// The authority it was held to.
    pub contract: &'static str,
    /// When it was measured.
    pub started_at: String,
    /// Version of kvcontract.
    pub tool_version: String,
    /// Requirements in each state, in the order of [`Matrix::states`].
    pub sums: Vec<usize>,
}

/// One section.
#[derive(Debug, Serialize)]
pub struct Rows {
    /// Its id.
    pub section: String,
    /// Its requirements.
    pub rows: Vec<Row>,
    /// For each column, how many of its requirements are kept.
    pub kept: Vec<usize>,
    /// How many requirements it has, those left out included.
    pub total: usize,
}

/// One requirement.
#[derive(Debug, Serialize)]
pub struct Row {
    /// Its id.
    pub requirement: String,
    /// Its level.
    pub level: String,
    /// The demand.
    pub clause: String,
    /// The page it is from.
    pub link: Option<String>,
    /// Whether the columns say different things of it.
    pub differs: bool,
    /// A cell for each column.
    pub cells: Vec<Cell>,
}

/// What one run says of one requirement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// The state's word; `untested` where the run does not know the requirement.
    pub state: &'static str,
    /// Which authority the answers matched, where the two differ.
    pub matched: Option<&'static str>,
}

/// What differs in answers to the same requests though both were fine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The other column, by its index.
    pub column: usize,
    /// What only the first column's answers have.
    pub only_first: Vec<String>,
    /// What only that column's answers have.
    pub only_there: Vec<String>,
    /// In how many answers.
    pub answers: usize,
    /// Some of them, by case and step.
    pub examples: Vec<String>,
}

impl Matrix {
    /// Without the requirements of which all columns say the same.
    pub fn only_what_differs(mut self) -> Matrix {
        for section in &mut self.sections {
            let before = section.rows.len();
            section.rows.retain(|row| row.differs);
            self.alike += before - section.rows.len();
        }
        self.sections.retain(|section| !section.rows.is_empty());
        self
    }
}
