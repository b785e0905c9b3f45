//! Dense typed indices: an index that cannot be used on the wrong list.

/// Declares a `u32` index type for one kind of thing.
#[macro_export]
macro_rules! index_types {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            /// The index of position `i` of its list. Panics beyond 2^32 - 1 entries.
            #[inline]
            pub fn at(i: usize) -> Self {
                $name(u32::try_from(i).expect("a list of fewer than 2^32 entries"))
            }

            /// The position in its list.
            #[inline]
            pub fn i(self) -> usize {
                self.0 as usize
            }
        }
    )+};
}
