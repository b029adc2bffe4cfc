//! WebAssembly entry of the page that compares every way to get the work done.

fn main() {
    app::entry::decide();
}
