//! Runs without a network: real types, made by hand, judged and rolled up as in a real one.

use clearway::address::PortSpec;
use clearway::catalogue::Need;
use clearway::plan::Unasked;
use clearway::report::{Assignment, Duty, Report};

use crate::says::{
    auth_required, denied, expired, gone, good, hostile, name_not_resolved, passed_on, refused,
    silent, vague,
};
use crate::world::World;

/// The run of `reports/samples/`: every status, and text that would like to break out.
pub fn sample() -> Report {
    use Need::{Conditional, Optional, Required};
    let https = PortSpec::One(443);
    World::empty()
        .role("azure-arc/arc-servers", "Azure Arc-enabled servers", &[])
        .host(Required, "https://login.microsoftonline.com/", good)
        .host(Required, "https://management.azure.com/", good)
        .under(Required, "*.his.arc.azure.com", "https://gbl.his.arc.azure.com/", good)
        .under(Required, "*.his.arc.azure.com", "https://agentserviceapi.his.arc.azure.com/", gone)
        .role("configmgr/cloud-distribution-point", "Cloud distribution point", &[])
        .host(Required, "https://management.azure.com/", good)
        .host(Required, "https://cdp01.blob.core.windows.net/", name_not_resolved)
        .host(Required, "https://go.microsoft.com/", denied)
        .role(
            "configmgr/service-connection-point",
            "Service connection point",
            &["entra/entra-hybrid-join"],
        )
        .host(Required, "https://login.microsoftonline.com/", good)
        .host(Required, "http://download.microsoft.com/", passed_on)
        .host(Required, "https://configmgrbits.azureedge.net/", good)
        .host(Required, "https://go.microsoft.com/", denied)
        .host(Required, "https://sccmconnected-a01.cloudapp.net/", denied)
        .host(Required, "https://manage.microsoft.com/", auth_required)
        .under(Required, "*.manage.microsoft.com", "https://fef.manage.microsoft.com/", good)
        .host(Conditional, "https://dcg.microsoft.com/", name_not_resolved)
        .host(Optional, "https://ceuswatcab01.blob.core.windows.net/", denied)
        .role("configmgr/software-update-point", "Software update point", &[])
        .host(Required, "https://update.microsoft.com/", good)
        .host(Required, "http://download.microsoft.com/", passed_on)
        .host(Optional, "https://ceuswatcab01.blob.core.windows.net/", denied)
        .role("delivery-optimization/do-service", "Delivery Optimization service", &[])
        .under(
            Required,
            "*.prod.do.dsp.mp.microsoft.com",
            "https://geo.prod.do.dsp.mp.microsoft.com/",
            good,
        )
        .unasked(Required, "*.dl.delivery.mp.microsoft.com", https, Unasked::NoKnownName)
        .unasked(Required, "*.emdl.ws.microsoft.com", https, Unasked::NoKnownName)
        .unasked(Required, "*.download.windowsupdate.com", PortSpec::One(80), Unasked::NoKnownName)
        .unasked(
            Optional,
            "teredo.ipv6.microsoft.com",
            PortSpec::One(3544),
            Unasked::Protocol("UDP"),
        )
        .role("intune/intune-core", "Intune core service", &[])
        .host(Required, "https://login.microsoftonline.com/", good)
        .host(Required, "https://enterpriseregistration.windows.net/", expired)
        .host(Required, "https://enrollment.manage.microsoft.com/", silent)
        .host(Required, "https://portal.manage.microsoft.com/", vague)
        .unasked(
            Required,
            "<tenant>.mgmt.example",
            https,
            Unasked::Placeholder(vec!["tenant".to_owned()]),
        )
        .role("targets", "Targets of the command line", &[])
        .around(Required, "https://wsus.corp.example:8531/", refused)
        .host(Required, "https://hostile.example/", hostile)
        .report()
}

/// A run in which everything answered.
pub fn all_good() -> Report {
    World::empty()
        .role("configmgr/software-update-point", "Software update point", &[])
        .host(Need::Required, "https://update.microsoft.com/", good)
        .host(Need::Optional, "http://download.microsoft.com/", passed_on)
        .report()
}

/// A run in which nothing got through, and which was interrupted.
pub fn all_bad() -> Report {
    World::empty()
        .role("configmgr/software-update-point", "Software update point", &[])
        .host(Need::Required, "https://update.microsoft.com/", denied)
        .host(Need::Optional, "https://go.microsoft.com/", gone)
        .unasked(Need::Required, "*.example.com", PortSpec::One(443), Unasked::NoKnownName)
        .role("targets", "Targets of the command line", &[])
        .host(Need::Required, "https://hostile.example/", hostile)
        .interrupted()
        .report()
}

/// Two servers of a site file: one whose way works, one that goes direct and meets refusals.
pub fn servers() -> Report {
    let (good, bad) = (all_good(), all_bad());
    let facts = good.run.clone();
    let assigned = |server: &str, role: &str, run, way| Assignment {
        server: server.to_owned(),
        role: role.to_owned(),
        run,
        duty: Duty {
            site: "P01".to_owned(),
            role: role.rsplit('/').next().unwrap_or_default().to_owned(),
            purposes: vec!["synchronising software updates".to_owned()],
            way,
            proxy: (way == "proxy").then(|| "http://proxy.corp.example:80".to_owned()),
            because: "an option is off".to_owned(),
            signs_in: (way == "proxy").then(|| "CORP\\svc".to_owned()),
            logs: vec!["ruleengine.log".to_owned()],
        },
    };
    let roles = [
        assigned("cm01.corp.test", "configmgr/software-update-point", Some(0), "proxy"),
        assigned("sup02.corp.test", "configmgr/software-update-point", Some(1), "direct"),
        assigned("sup02.corp.test", "targets", Some(1), "direct"),
        assigned("sup02.corp.test", "distribution-point", None, "nothing"),
    ];
    Report::of_servers(vec![good, bad], &roles, facts)
}
