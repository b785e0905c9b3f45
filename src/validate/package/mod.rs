//! What only the whole package shows: things that are possible one by one and impossible together.
