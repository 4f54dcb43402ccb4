//! Who accepts an application (受理方式).

use super::words;

words! {
    /// Who accepts an application: its department, unless that delegated acceptance to the window (Administrative Licensing Law, art. 26).
    pub enum Acceptance, otherwise AcceptanceUnknown {
        Window = "window", "窗口受理", "By the window";
        Department = "department", "部门受理", "By the department";
    }
}
