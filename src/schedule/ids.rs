//! Dense typed ids of the solver's rows, and the tables that each of them opens.
//!
//! An id opens the tables of its own kind and no other: [`Table`] has a row for each id, [`Grid`] a row for each id with
//! a cell for each slot. An id may stand for nothing (`NONE`), because a place in a plan is mostly empty and half as
//! large as an `Option` would be; such an id opens no table. A slot is a plain number, since slots are counted, compared
//! and run over.

use std::marker::PhantomData;
use std::ops::{Deref, DerefMut, Index, IndexMut};

daybreak_day::index_types! {
    /// A row of [`Instance::learners`](crate::instance::Instance::learners).
    LearnerIdx,
    /// A candidate of some learner.
    CandIdx,
    /// An offering.
    OfferingIdx,
    /// What sessions are opened on: an offering without a station, or a station.
    ActivityIdx,
    /// A room.
    RoomIdx,
    /// A person who serves sessions.
    StaffIdx,
    /// A pool of devices.
    DeviceIdx,
    /// A tag of people that some need names.
    TagIdx,
    /// A group of candidates of which one is used at most.
    GroupIdx,
    /// A requirement of some learner.
    RequirementIdx,
    /// An entry of the rule that nobody with a tag is alone.
    AloneIdx,
    /// Learners who are kept apart in place from the same others.
    CampIdx,
    /// What people decided for one learner in one slot.
    PinIdx,
    /// A session of the plan under construction; places are used again.
    SessionIdx,
    /// Something that a learner could do in a slot instead.
    OfferIdx,
    /// A type of rooms in the relaxation.
    RoomKind,
    /// A type of people in the relaxation.
    StaffKind,
}

/// A typed id, or a slot.
pub trait Id: Copy + Ord {
    /// The id of position `i` of its list.
    fn of(i: usize) -> Self;
    /// The position in its list.
    fn place(self) -> usize;
}

macro_rules! ids {
    ($($name:ident),+ $(,)?) => {$(
        impl Id for $name {
            #[inline]
            fn of(i: usize) -> Self {
                $name::at(i)
            }

            #[inline]
            fn place(self) -> usize {
                self.i()
            }
        }
    )+};
}

ids! {
    LearnerIdx, CandIdx, OfferingIdx, ActivityIdx, RoomIdx, StaffIdx, DeviceIdx, TagIdx, GroupIdx, RequirementIdx, AloneIdx,
    CampIdx, PinIdx, SessionIdx, OfferIdx, RoomKind, StaffKind,
}

impl LearnerIdx {
    /// No learner.
    pub const NONE: Self = LearnerIdx(u32::MAX);
}

impl OfferIdx {
    /// No offer.
    pub const NONE: Self = OfferIdx(u32::MAX);
}

macro_rules! may_be_none {
    ($($name:ident),+ $(,)?) => {$(
        impl $name {
            /// No id.
            pub const NONE: Self = $name(u32::MAX);

            /// Whether it stands for nothing.
            #[inline]
            pub fn is_none(self) -> bool {
                self == Self::NONE
            }

            /// Whether it stands for something.
            #[inline]
            pub fn is_some(self) -> bool {
                !self.is_none()
            }
        }
    )+};
}

may_be_none! {
    CandIdx, OfferingIdx, RoomIdx, StaffIdx, GroupIdx, CampIdx, PinIdx, SessionIdx, RoomKind,
}

impl Id for usize {
    #[inline]
    fn of(i: usize) -> Self {
        i
    }

    #[inline]
    fn place(self) -> usize {
        self
    }
}

/// The ids from one up to, but without, another.
pub fn span<I: Id>(from: I, to: I) -> impl DoubleEndedIterator<Item = I> + ExactSizeIterator + Clone {
    (from.place()..to.place()).map(I::of)
}

/// A row for each id, in their order.
#[derive(Clone, Debug)]
pub struct Table<I, T> {
    rows: Vec<T>,
    opened_by: PhantomData<I>,
}

impl<I: Id, T> Table<I, T> {
    /// Without rows.
    pub fn new() -> Self {
        Table::from(Vec::new())
    }

    /// So many equal rows.
    pub fn filled(row: T, n: usize) -> Self
    where
        T: Clone,
    {
        Table::from(vec![row; n])
    }

    /// Adds a row; its id.
    pub fn push(&mut self, row: T) -> I {
        let id = self.next();
        self.rows.push(row);
        id
    }

    /// The id that the next row will have.
    pub fn next(&self) -> I {
        I::of(self.rows.len())
    }

    /// Without the rows that it had.
    pub fn clear(&mut self) {
        self.rows.clear();
    }

    /// With so many rows: new ones as given, those beyond left out.
    pub fn resize(&mut self, n: usize, row: T)
    where
        T: Clone,
    {
        self.rows.resize(n, row);
    }

    /// The row of an id; none where it stands for nothing.
    #[inline]
    pub fn get(&self, id: I) -> Option<&T> {
        self.rows.get(id.place())
    }

    /// The ids of all rows.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = I> + ExactSizeIterator + Clone + use<I, T> {
        (0..self.rows.len()).map(I::of)
    }

    /// All rows with their ids.
    pub fn numbered(&self) -> impl DoubleEndedIterator<Item = (I, &T)> + ExactSizeIterator + Clone {
        self.rows.iter().enumerate().map(|(i, row)| (I::of(i), row))
    }
}

impl<I, T> Default for Table<I, T> {
    fn default() -> Self {
        Table::from(Vec::new())
    }
}

impl<I, T> From<Vec<T>> for Table<I, T> {
    fn from(rows: Vec<T>) -> Self {
        Table { rows, opened_by: PhantomData }
    }
}

impl<I, T> FromIterator<T> for Table<I, T> {
    fn from_iter<R: IntoIterator<Item = T>>(rows: R) -> Self {
        Table::from(rows.into_iter().collect::<Vec<T>>())
    }
}

impl<I, T> Deref for Table<I, T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        &self.rows
    }
}

impl<I, T> DerefMut for Table<I, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.rows
    }
}

impl<'t, I, T> IntoIterator for &'t Table<I, T> {
    type Item = &'t T;
    type IntoIter = std::slice::Iter<'t, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.rows.iter()
    }
}

impl<'t, I, T> IntoIterator for &'t mut Table<I, T> {
    type Item = &'t mut T;
    type IntoIter = std::slice::IterMut<'t, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.rows.iter_mut()
    }
}

impl<I: Id, T> Index<I> for Table<I, T> {
    type Output = T;

    #[inline]
    fn index(&self, id: I) -> &T {
        &self.rows[id.place()]
    }
}

impl<I: Id, T> IndexMut<I> for Table<I, T> {
    #[inline]
    fn index_mut(&mut self, id: I) -> &mut T {
        &mut self.rows[id.place()]
    }
}

/// A row for each id, with a cell for each slot.
#[derive(Clone, Debug)]
pub struct Grid<I, T> {
    n_slots: usize,
    cells: Vec<T>,
    opened_by: PhantomData<I>,
}

impl<I: Id, T> Grid<I, T> {
    /// Without rows yet.
    pub fn new(n_slots: usize) -> Self {
        Grid { n_slots, cells: Vec::new(), opened_by: PhantomData }
    }

    /// So many rows of equal cells.
    pub fn filled(cell: T, n: usize, n_slots: usize) -> Self
    where
        T: Clone,
    {
        Grid { n_slots, cells: vec![cell; n * n_slots], opened_by: PhantomData }
    }

    /// Adds the cell of the next slot, or that of the first slot of a new row.
    pub fn push(&mut self, cell: T) {
        self.cells.push(cell);
    }

    /// All cells, row by row.
    pub fn cells(&self) -> &[T] {
        &self.cells
    }

    /// The cells of an id, by slot.
    #[inline]
    pub fn row(&self, id: I) -> &[T] {
        let first = id.place() * self.n_slots;
        &self.cells[first..first + self.n_slots]
    }

    /// The cells of neighbouring ids, from one up to, but without, another.
    pub fn rows(&self, from: I, to: I) -> &[T] {
        &self.cells[from.place() * self.n_slots..to.place() * self.n_slots]
    }

    #[inline]
    fn place(&self, (id, slot): (I, usize)) -> usize {
        debug_assert!(slot < self.n_slots, "a slot of the day");
        id.place() * self.n_slots + slot
    }
}

impl<I: Id, T> Index<(I, usize)> for Grid<I, T> {
    type Output = T;

    #[inline]
    fn index(&self, at: (I, usize)) -> &T {
        &self.cells[self.place(at)]
    }
}

impl<I: Id, T> IndexMut<(I, usize)> for Grid<I, T> {
    #[inline]
    fn index_mut(&mut self, at: (I, usize)) -> &mut T {
        let place = self.place(at);
        &mut self.cells[place]
    }
}
