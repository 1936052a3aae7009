//! One name for each entry of the table, whatever form the code was written in.

use std::fmt;

use serde::Serialize;

use super::hresult::HResult;

/// Which entry of the table a code leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// A number of `WinHTTP` or `WinINet`.
    Number(u32),
    /// An HTTP status, 100 to 599.
    Http(u16),
    /// A code of Windows Update that stands for no HTTP status and no number of `WinHTTP`.
    WindowsUpdate(HResult),
    /// A code of BITS that stands for no HTTP status.
    Bits(HResult),
    /// A code of Delivery Optimization.
    DeliveryOptimization(HResult),
    /// A flag that `WinHTTP` gives to the status callback together with 12175.
    Flag(HResult),
    /// The id of a status message of Configuration Manager.
    StatusMessage(u32),
    /// A code that logs are known to show, and whose meaning no source of the table tells.
    OnlyLogged(HResult),
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) | Self::StatusMessage(number) => write!(f, "{number}"),
            Self::Http(status) => write!(f, "HTTP {status}"),
            Self::WindowsUpdate(code)
            | Self::Bits(code)
            | Self::DeliveryOptimization(code)
            | Self::Flag(code)
            | Self::OnlyLogged(code) => write!(f, "{code}"),
        }
    }
}

/// Who prints a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// The `WinHTTP` interface.
    #[serde(rename = "winhttp")]
    WinHttp,
    /// The `WinINet` interface.
    #[serde(rename = "wininet")]
    WinInet,
    /// Any program that prints the HTTP status.
    Http,
    /// Programs that print an HTTP status as if it were a Windows error number.
    HttpAsWin32,
    /// The Windows Update Agent.
    WindowsUpdate,
    /// The Background Intelligent Transfer Service.
    Bits,
    /// Delivery Optimization.
    DeliveryOptimization,
    /// Configuration Manager.
    ConfigMgr,
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::WinHttp => "WinHTTP",
            Self::WinInet => "WinINet",
            Self::Http => "HTTP",
            Self::HttpAsWin32 => "HTTP status as Win32 HRESULT",
            Self::WindowsUpdate => "Windows Update",
            Self::Bits => "BITS",
            Self::DeliveryOptimization => "Delivery Optimization",
            Self::ConfigMgr => "Configuration Manager",
        })
    }
}
