//! The matrix as data: what its writers and the page show.
//!
//! Nothing comes in. Must not know how it is made or shown.

use serde::Serialize;

/// The table.
#[derive(Debug, Serialize)]
pub struct Matrix {
    /// The runs, in the order given.
    pub columns: Vec<Column>,
    /// Sections of the contract with their rows.
    pub sections: Vec<Rows>,
    /// Where answers of passing cases differ.
    pub differences: Vec<Difference>,
    /// How many more differences there are than are listed.
    pub more: usize,
}

/// One run.
#[derive(Debug, Serialize)]
pub struct Column {
    /// The target's name and version.
    pub target: String,
    /// The api-version sent.
    pub api_version: String,
    /// The authority it was held to.
    pub contract: &'static str,
    /// When it was measured.
    pub started_at: String,
    /// Version of kvcontract.
    pub tool_version: String,
    /// Requirements by state, `kept 79, blocked 2`.
    pub sums: String,
}

/// One section.
#[derive(Debug, Serialize)]
pub struct Rows {
    /// Its id.
    pub section: String,
    /// Its requirements.
    pub rows: Vec<Row>,
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

/// Two answers to the same request that differ though both were fine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The case.
    pub case: String,
    /// The step.
    pub step: String,
    /// What only the first column's answer has.
    pub only_first: Vec<String>,
    /// The other column, by its index.
    pub column: usize,
    /// What only that column's answer has.
    pub only_there: Vec<String>,
}
