//! The one door to the MILP solver: every option set openly, the outcome classified once.
//!
//! A room on the ground floor, for every stage with a small exact problem: the day of a few learners, the way to goals
//! with alternatives. Models are built with good_lp; the solve goes through the `highs` crate, because good_lp does not tell how
//! the solver stopped. One thread, a node limit, no randomness: the same model gives the same answer.

pub use good_lp::Expression;
use good_lp::{IntoAffineExpression, ProblemVariables, SolverModel, Variable, variable};
use highs::{HighsModelStatus, HighsSolutionStatus};

/// A variable of a [`Milp`].
#[derive(Clone, Copy, Debug)]
pub struct Column {
    variable: Variable,
    /// Its place in [`Solved::Solution`]'s values.
    pub position: usize,
}

impl IntoAffineExpression for Column {
    type Iter = std::iter::Once<(Variable, f64)>;

    fn linear_coefficients(self) -> Self::Iter {
        std::iter::once((self.variable, 1.0))
    }
}

impl From<Column> for Expression {
    fn from(column: Column) -> Self {
        column.variable.into()
    }
}

impl std::ops::Mul<Column> for f64 {
    type Output = Expression;

    fn mul(self, column: Column) -> Expression {
        self * column.variable
    }
}

/// A model to maximise.
#[derive(Default)]
pub struct Milp {
    columns: ProblemVariables,
    objective: Expression,
    rows: Vec<good_lp::Constraint>,
    n_columns: usize,
}

/// What came out.
pub enum Solved {
    /// No solution exists, as far as the solver's tolerances carry.
    Infeasible,
    /// The best found, in floating point; `proven` when no limit ended the search.
    Solution { values: Vec<f64>, nodes: u64, proven: bool },
    /// A limit came before any solution, or the solver failed.
    Nothing { nodes: u64 },
}

/// Where the solver stops.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub nodes: i32,
    /// Guard in wall-clock seconds.
    pub seconds: Option<f64>,
}

impl Milp {
    /// A variable of 0 or 1, worth `points` each.
    pub fn binary(&mut self, points: i64) -> Column {
        self.integer(points, 1)
    }

    /// A whole variable from 0 to `most`, worth `points` each.
    pub fn integer(&mut self, points: i64, most: i64) -> Column {
        let variable = self.columns.add(variable().integer().min(0.0).max(most as f64));
        self.objective.add_mul(points as f64, variable);
        self.n_columns += 1;
        Column { variable, position: self.n_columns - 1 }
    }

    /// `sum <= most`.
    pub fn at_most(&mut self, sum: Expression, most: i64) {
        self.rows.push(sum.leq(most as f64));
    }

    /// `sum >= least`.
    pub fn at_least(&mut self, sum: Expression, least: i64) {
        self.rows.push(sum.geq(least as f64));
    }

    /// `sum == exactly`.
    pub fn equal(&mut self, sum: Expression, exactly: i64) {
        self.rows.push(sum.eq(exactly as f64));
    }

    /// Solves the model.
    pub fn solve(self, limits: Limits) -> Solved {
        if self.n_columns == 0 {
            // The solver answers an empty model without reading its rows.
            return Solved::Nothing { nodes: 0 };
        }
        let mut problem = self.columns.maximise(self.objective).using(good_lp::highs);
        for row in self.rows {
            problem = problem.with(row);
        }
        let Ok(mut model) = problem.try_into_inner() else { return Solved::Nothing { nodes: 0 } };
        model.make_quiet();
        model.set_option("threads", 1);
        model.set_option("parallel", "off");
        model.set_option("random_seed", 0);
        model.set_option("presolve", "choose");
        model.set_option("mip_rel_gap", 0.0);
        model.set_option("mip_abs_gap", 0.5);
        model.set_option("mip_feasibility_tolerance", 1e-6);
        model.set_option("mip_max_nodes", limits.nodes);
        if let Some(seconds) = limits.seconds {
            model.set_option("time_limit", seconds.max(0.01));
        }
        let Ok(solved) = model.try_solve() else { return Solved::Nothing { nodes: 0 } };
        let nodes = solved.int_info_value(c"mip_node_count").map_or(0, |n| u64::try_from(n).unwrap_or(0));
        // All columns are bounded, so a model is never unbounded.
        if matches!(solved.status(), HighsModelStatus::Infeasible | HighsModelStatus::UnboundedOrInfeasible) {
            return Solved::Infeasible;
        }
        match solved.primal_solution_status() {
            HighsSolutionStatus::Feasible => {
                let proven = solved.status() == HighsModelStatus::Optimal;
                Solved::Solution { values: solved.get_solution().columns().to_vec(), nodes, proven }
            }
            _ => Solved::Nothing { nodes },
        }
    }
}
