//! Channel (办理渠道): the way an application came in.

use super::words;

words! {
    /// The way an application came in.
    pub enum Channel, otherwise ChannelUnknown {
        Web = "web", "电脑端", "Web";
        Mobile = "mobile", "移动端", "Mobile";
        Window = "window", "部门窗口", "Department window";
        IntegratedWindow = "integrated_window", "综合窗口", "Integrated window";
        Terminal = "terminal", "自助终端", "Self-service terminal";
        Post = "post", "邮寄", "Post";
        Agent = "agent", "代办", "Agent";
    }
}
