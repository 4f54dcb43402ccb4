//! The registry of problem codes: the one table of status, title and explanation.

use crate::text::Text;

macro_rules! problem_codes {
    ($($variant:ident = $code:literal $status:literal, $zh:literal / $en:literal, $explain_zh:literal / $explain_en:literal;)*) => {
        /// Every problem the API can answer with.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = concat!("`", $code, "` (", stringify!($status), "): ", $en, ".")] $variant,)*
        }

        impl Code {
            /// All codes, in the registry's order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stable, kebab-case code.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// The HTTP status.
            pub fn status(self) -> u16 {
                match self { $(Self::$variant => $status,)* }
            }

            /// The short title, the same for every occurrence.
            pub fn title(self) -> Text {
                match self { $(Self::$variant => Text::new($zh, $en),)* }
            }

            /// What it means and what to do about it.
            pub fn explanation(self) -> Text {
                match self { $(Self::$variant => Text::new($explain_zh, $explain_en),)* }
            }
        }
    };
}

problem_codes! {
    MalformedJson = "malformed-json" 400, "无法解析的请求" / "Unparsable request",
        "请求体不是有效的 JSON。" / "The body is not valid JSON.";
    MalformedRequest = "malformed-request" 400, "请求格式错误" / "Malformed request",
        "请求的路径、参数或请求头格式不正确。" / "The path, a parameter or a header is malformed.";
    IdempotencyKeyRequired = "idempotency-key-required" 400, "缺少幂等键" / "Idempotency key required",
        "请在请求头 Idempotency-Key 中提供一个唯一值，以便安全重试。" / "Send a unique value in the Idempotency-Key header, so that retrying is safe.";
    Unauthenticated = "unauthenticated" 401, "请先登录" / "Sign in first",
        "登录凭证缺失、无效或已过期。" / "The access token is missing, invalid or expired.";
    BadCredentials = "bad-credentials" 401, "账号或密码错误" / "Wrong login or password",
        "请核对账号和密码后重试。" / "Check login and password and try again.";
    RefreshTokenInvalid = "refresh-token-invalid" 401, "登录已失效" / "The session has ended",
        "请重新登录。" / "Sign in again.";
    Forbidden = "forbidden" 403, "没有权限" / "Not permitted",
        "您的角色不能进行此操作。" / "Your role may not do this.";
    PostRequired = "post-required" 403, "岗位不符" / "For another post",
        "您不在可以办理此事的岗位。" / "You do not hold the post that does this.";
    WrongProof = "wrong-proof" 403, "核对信息不符" / "The proof does not match",
        "填写的核对信息与预留的不一致，请核对后重试。" / "What was given does not match what is known of who was asked: check it and try again.";
    NotFound = "not-found" 404, "未找到" / "Not found",
        "所请求的内容不存在，或您无权查看。" / "There is no such thing, or it is not yours to see.";
    MethodNotAllowed = "method-not-allowed" 405, "不支持的操作" / "Method not allowed",
        "此地址不支持该请求方法。" / "This address does not take that method.";
    NotAcceptable = "not-acceptable" 406, "没有所要求的格式" / "Not available in that form",
        "请求头 Accept 所列的格式均不提供。" / "It is in none of the media types that the Accept header lists.";
    RequestTimeout = "request-timeout" 408, "请求超时" / "Request timeout",
        "请求未能在规定时间内完成，请重试。" / "The request took too long; try again.";
    AccountExists = "account-exists" 409, "已注册" / "Already registered",
        "该证件号码、手机号或邮箱已注册。" / "This ID number, phone or e-mail address is already registered.";
    KnownAtTheWindow = "known-at-the-window" 409, "窗口已登记" / "Known at the window",
        "窗口已为该证件号码登记过办件，注册时须凭收件回执上的办件编号和取件码认领，或到窗口办理。" / "A window has recorded this ID number: register with number and pickup code of a receipt slip, or ask at the window.";
    VerificationExpired = "verification-expired" 409, "验证码已失效" / "The code is no longer valid",
        "没有待验证的更改，或验证码已过期、已使用、错误次数过多，请重新提交更改。" / "Nothing waits for a code, or the code has expired, was used, or was mistyped too often: ask for the change again.";
    InvalidTransition = "invalid-transition" 409, "当前状态不能进行此操作" / "Not possible in the present state",
        "办件当前状态不允许此操作，请刷新后查看。" / "The application's state does not allow this; reload it.";
    SupplementAlreadyRequested = "supplement-already-requested" 409, "只能一次性告知补正" / "A supplement may be requested only once",
        "已一次性告知补正内容，不得再提出新的要求。" / "What is missing has been told once; nothing new may be asked.";
    DeadlinePassed = "deadline-passed" 409, "期限已过" / "Too late",
        "规定的期限已届满。" / "The time allowed has ended.";
    ApplicantBarred = "applicant-barred" 409, "暂不得申请" / "Not allowed to apply at present",
        "因隐瞒有关情况、提供虚假材料或以欺骗手段取得许可，一定期间内不得再次申请该事项。" / "After something hidden or false, or an approval gained by deceit, no application for this item is possible for a time.";
    CertificateInHand = "certificate-in-hand" 409, "该证照另有申请在办" / "Another application about the certificate is open",
        "同一证照一次只能办理一项变更、延续、补证或注销申请，请等待其办结，或者先撤回。" / "One application about a certificate at a time; wait for the other to end, or withdraw it first.";
    QuotaOrder = "quota-order" 409, "先受理的申请尚未决定" / "Applications accepted earlier come first",
        "有数量限制的许可按受理先后顺序作出决定，请先办理先受理的申请。" / "Under a quota those accepted first are decided first; decide them before.";
    QuotaExhausted = "quota-exhausted" 409, "名额已满" / "All places are taken",
        "有数量限制的许可名额已全部取得。" / "The limited number of grants is used up.";
    ThirdPartyUnheard = "third-party-unheard" 409, "尚未听取利害关系人意见" / "Third parties are to be heard first",
        "直接关系他人重大利益的，应当先告知利害关系人并听取其意见，或者待其期限届满。" / "Who has major interests at stake is told and heard first, or lets the time pass.";
    MaterialsOutstanding = "materials-outstanding" 409, "容缺材料尚未补交" / "Materials are still to follow",
        "申请人承诺补交的材料到齐前，不能制发结果。" / "The result waits until the materials that were to follow on a commitment are there.";
    ApplicationSuspended = "application-suspended" 409, "特别程序进行中" / "Suspended",
        "特别程序进行期间期限中止，不能办理；结束后可继续。" / "While a special procedure is going on nothing is decided; go on when it is over.";
    TaskTaken = "task-taken" 409, "任务已被他人领取" / "Held by a colleague",
        "该任务已由其他人员领取。" / "A colleague has claimed this task.";
    TaskUnclaimed = "task-unclaimed" 409, "任务尚未领取" / "Not claimed",
        "请先领取任务再办理。" / "Claim the task before completing it.";
    TaskClosed = "task-closed" 409, "任务已结束" / "The task is closed",
        "该任务已完成或已取消。" / "The task is completed or cancelled.";
    Recused = "recused" 409, "应当回避" / "Recused",
        "相关人员已回避，不得办理此办件。" / "Whoever is recused from this case neither does its work nor is given any.";
    ConsultationOpen = "consultation-open" 409, "征求意见尚未答复" / "A question is open",
        "所征求的意见尚未答复；请等待答复，或撤回征求意见。" / "A department that was asked has not answered: wait, or withdraw the question.";
    StepNotLast = "step-not-last" 409, "该环节已不能撤回" / "The step cannot be taken back",
        "只有办理人本人，且在他人尚未办理后续环节时，才能撤回刚完成的环节。" / "Only whoever completed a step may take it back, and only while nobody has acted on what it led to.";
    UrgedBefore = "urged-before" 409, "今日已催办" / "Urged today already",
        "每个工作日可催办一次。" / "An application may be urged once a working day.";
    NotYetOver = "not-yet-over" 409, "尚不能评价" / "Not to be rated yet",
        "办件收件后、办结或终止后方可评价。" / "What was received is rated once it has come to an end.";
    AlreadyRated = "already-rated" 409, "已评价" / "Rated already",
        "每个办件评价一次，并可追评一次（follow_up）。" / "One rating, and one more that follows it up (`follow_up`).";
    RatedWithMatter = "rated-with-matter" 409, "请评价整件事" / "Rated with its matter",
        "该办件属于一件事，请对一件事办件整体评价。" / "The application belongs to a matter: rate the matter as a whole.";
    WithTheMatter = "with-the-matter" 409, "请在一件事中整体办理" / "Done with its matter",
        "该办件属于一件事，请在一件事办件中整体办理。" / "The application belongs to a matter: do this on the matter as a whole.";
    NothingToPublish = "nothing-to-publish" 409, "没有待发布的版本" / "Nothing to publish",
        "没有未发布的版本。" / "There is no unpublished version.";
    ConcurrentChange = "concurrent-change" 409, "与他人的操作冲突" / "Conflict with another change",
        "办件正被他人更改，请刷新后重试。" / "Somebody else is changing this; reload and try again.";
    StaleVersion = "stale-version" 412, "内容已更新" / "It has changed since",
        "您看到的版本已过期，请刷新后重试。" / "The version you saw is no longer the latest; reload and try again.";
    PayloadTooLarge = "payload-too-large" 413, "内容过大" / "Too large",
        "上传内容超过允许的大小。" / "The content is larger than allowed.";
    UnsupportedMediaType = "unsupported-media-type" 415, "不支持的文件类型" / "Unsupported media type",
        "不支持该内容类型。" / "This type of content is not accepted.";
    InvalidInput = "invalid-input" 422, "输入有误" / "Invalid input",
        "请改正标出的内容后重试。" / "Correct the marked places and try again.";
    IdempotencyKeyReused = "idempotency-key-reused" 422, "幂等键重复使用" / "Idempotency key reused",
        "该幂等键已用于另一请求。" / "This key was used for another request.";
    SupplementIncomplete = "supplement-incomplete" 422, "补正不完整" / "Supplement incomplete",
        "请一次补齐通知中列出的全部材料。" / "Hand in everything the notice lists, together.";
    UnsoundProcedure = "unsound-procedure" 422, "流程定义有误" / "Unsound procedure",
        "流程存在无法办结或不可达的环节。" / "The procedure has nodes that cannot be reached or cannot end.";
    UnsoundBundle = "unsound-bundle" 422, "一件事定义有误" / "Unsound bundle",
        "一件事的事项、先后关系或者映射有缺漏，请按所列逐项修改。" / "The bundle leaves something open that its members ask for, or joins what does not fit: see each place listed.";
    OutsideFilingPeriod = "outside-filing-period" 409, "不在办理时间内" / "Outside the filing period",
        "该一件事只在规定时间内受理申请。" / "This may only be filed in certain times of the year.";
    MatterTask = "matter-task" 409, "一件事收件任务须单独办理" / "A task of a matter",
        "一件事的收件任务须单独办理，不能批量办结。" / "The task of a matter is completed by itself, with a word on its members.";
    PreconditionRequired = "precondition-required" 428, "缺少版本条件" / "Precondition required",
        "请在请求头 If-Match 中提供所见版本的 ETag。" / "Send the ETag of the version you saw in the If-Match header.";
    RateLimited = "rate-limited" 429, "操作过于频繁" / "Too many requests",
        "请稍后再试。" / "Try again later.";
    Internal = "internal" 500, "系统错误" / "Internal error",
        "系统出现错误，请稍后重试；如持续出现，请联系管理员并提供请求编号。" / "Something went wrong here. Try again; if it persists, tell the administrator the request id.";
    Unavailable = "unavailable" 503, "服务暂不可用" / "Temporarily unavailable",
        "请稍后重试。" / "Try again shortly.";
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn codes_are_unique_kebab_case_and_errors() {
        let distinct: BTreeSet<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(distinct.len(), Code::ALL.len());
        for code in Code::ALL {
            assert!(
                code.as_str().chars().all(|c| c.is_ascii_lowercase() || c == '-'),
                "{code:?}"
            );
            assert!((400..600).contains(&code.status()), "{code:?}");
        }
    }
}
