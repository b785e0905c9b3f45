//! Every code that reading a package raises, with its sentence, for `data/README.md`; a test holds it against the code.

/// A code and what it says about a file, in order.
pub const CODES: &[(&str, &str)] = &[
    ("F101", "A file that is no table of the package is not read."),
    ("F102", "A second file of the same table is not read."),
    ("F103", "A file that is neither UTF-8 nor UTF-16 is read as Windows-1252."),
    ("F104", "Bytes that break a file's own encoding are read as the character U+FFFD."),
    ("F105", "NUL characters are left out."),
    ("F106", "A required table is not in the package."),
    ("F107", "A file of 1.4 GB or more is not read."),
    ("F111", "A file whose cells are parted by `;`, a tab or a bar is read so."),
    ("F112", "A column that the dictionary does not know is not used."),
    ("F113", "A column that stands twice is read where it stands first."),
    ("F114", "A required column is missing: no row of the table can be used."),
    ("F115", "Cells under an empty column name are not used."),
    ("F116", "A file without a header is no table."),
    ("F117", "A required table has no rows."),
    ("F121", "A row with more cells than the header is rejected."),
    ("F122", "A row that ends before a required column is rejected."),
    ("F123", "A row that ends before optional columns only is used with these empty."),
    ("F124", "A quotation that is not closed in its row costs the line on which it starts."),
    ("F125", "A header that stands again between the rows is no row."),
    ("F126", "Rows without any filled cell do not count as rows."),
    ("F127", "A quotation mark inside a cell that is not doubled is read as part of it."),
];
