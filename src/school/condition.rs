//! A condition of a rule, read and checked: tests on published facts, as data.
//!
//! What each fact is, how a condition is read and how it is evaluated is in `policy`; here are only the nouns that a
//! rule carries from there to the stages. A test on a fact that is not known (a lesson without a level) does not hold,
//! and neither does its opposite.

/// A fact that conditions may read: a position in the published schema of facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fact(pub u8);

/// A number of a fact or a condition in millionths, so that both ways of evaluating a condition agree to the digit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Millionths(pub i64);

impl Millionths {
    /// The nearest millionth; numbers beyond nine trillion stay at the end of the range.
    pub fn of(number: f64) -> Self {
        Millionths((number * 1e6).round() as i64)
    }
}

impl std::fmt::Display for Millionths {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0 as f64 / 1e6)
    }
}

/// Which rows a test reads: the fewer, the less often it is evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The day alone, or nothing.
    Day,
    /// The learner (and the day).
    Learner,
    /// The lesson with its competency and modality (and the day).
    Lesson,
    /// A learner together with a lesson.
    Pair,
}

impl Side {
    /// The side of two tests together.
    pub fn and(self, other: Side) -> Side {
        match (self, other) {
            (Side::Day, side) | (side, Side::Day) => side,
            (a, b) if a == b => a,
            _ => Side::Pair,
        }
    }
}

/// All conjuncts hold; without any it always holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Condition {
    /// As written.
    pub text: String,
    pub conjuncts: Vec<Conjunct>,
}

/// One of the tests that must all hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Conjunct {
    /// As written.
    pub text: String,
    pub side: Side,
    pub test: Test,
}

/// A test. Negations have been moved inwards, down to single tests.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// All hold.
    All(Vec<Test>),
    /// At least one holds.
    Any(Vec<Test>),
    /// A single test, or its opposite.
    One { is: Single, negated: bool },
}

/// A single test.
#[derive(Clone, Debug, PartialEq)]
pub enum Single {
    /// A fact that is true.
    Holds(Fact),
    /// A number compared with a constant.
    Number(Fact, Order, Millionths),
    /// A number compared with another number.
    Numbers(Fact, Order, Fact),
    /// A number that is one of several.
    NumberIn(Fact, Vec<Millionths>),
    /// A text that is one of several.
    TextIn(Fact, Vec<String>),
    /// A text that is the other one.
    Texts(Fact, Fact),
    /// A list that holds the text.
    Has(Fact, String),
    /// A list that holds the text of another fact.
    HasFact(Fact, Fact),
    /// Anything else: an expression, and the facts that it reads.
    Expression(String, Vec<Fact>),
}

/// How two numbers compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Order {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Single {
    /// The facts that it reads.
    pub fn facts(&self) -> Vec<Fact> {
        match self {
            Single::Holds(fact)
            | Single::Number(fact, ..)
            | Single::NumberIn(fact, _)
            | Single::TextIn(fact, _)
            | Single::Has(fact, _) => vec![*fact],
            Single::Numbers(a, _, b) | Single::Texts(a, b) | Single::HasFact(a, b) => vec![*a, *b],
            Single::Expression(_, facts) => facts.clone(),
        }
    }
}

impl Test {
    /// The facts that it reads, each once, in order.
    pub fn facts(&self) -> Vec<Fact> {
        let mut facts = match self {
            Test::All(tests) | Test::Any(tests) => tests.iter().flat_map(Test::facts).collect(),
            Test::One { is, .. } => is.facts(),
        };
        facts.sort_unstable();
        facts.dedup();
        facts
    }
}

impl Condition {
    /// Whether it holds whatever the facts are.
    pub fn is_always(&self) -> bool {
        self.conjuncts.is_empty()
    }

    /// The facts that it reads, each once, in order.
    pub fn facts(&self) -> Vec<Fact> {
        let mut facts: Vec<Fact> = self.conjuncts.iter().flat_map(|conjunct| conjunct.test.facts()).collect();
        facts.sort_unstable();
        facts.dedup();
        facts
    }

    /// The side of all its conjuncts together.
    pub fn side(&self) -> Side {
        self.conjuncts.iter().fold(Side::Day, |side, conjunct| side.and(conjunct.side))
    }
}
