//! WebAssembly entry of the pages that compare models or route between them.

fn main() {
    app::entry::compare();
}
