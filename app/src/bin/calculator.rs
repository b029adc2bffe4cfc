//! WebAssembly entry of the pages with a calculator.

fn main() {
    app::entry::calculator();
}
