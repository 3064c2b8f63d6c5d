#include "tests/sip/torture_messages.hpp"

#include <array>

namespace voiplab::sip::test {
namespace {

std::string repeated(std::string_view text, int count) {
    std::string result;
    for (int i = 0; i < count; ++i)
        result += text;
    return result;
}

// 3.1.1.1
Fixture wsinv() {
    return with_session("wsinv", R"(
INVITE sip:vivekg@chair-dnrc.example.com;unknownparam SIP/2.0
TO :
 sip:vivekg@chair-dnrc.example.com ;   tag    = 1918181833n
from   : "J Rosenberg \\\""       <sip:jdrosen@example.com>
  ;
  tag = 98asjd8
MaX-fOrWaRdS: 0068
Call-ID: wsinv.ndaksdj@192.0.2.1
Content-Length   : 150
cseq: 0009
  INVITE
Via  : SIP  /   2.0
 /UDP
    192.0.2.2;branch=390skdjuw
s :
NewFangledHeader:   newfangled value
 continued newfangled value
UnknownHeaderWithUnusualValue: ;;,,;;,;
Content-Type: application/sdp
Route:
 <sip:services.example.com;lr;unknownwith=value;unknown-no-value>
v:  SIP  / 2.0  / TCP     spindle.example.com   ;
  branch  =   z9hG4bK9ikj8  ,
 SIP  /    2.0   / UDP  192.168.255.111   ; branch=
 z9hG4bK30239
m:"Quoted string \"\"" <sip:jdrosen@example.com> ; newparam =
      newvalue ;
  secondparam ; q = 0.33
)",
                        "192.0.2.3");
}

// 3.1.1.2; the octets 0x07, 0x00 and 0x7f are escaped within the quotes.
Fixture intmeth() {
    using namespace std::string_view_literals;
    auto const header =
        "!interesting-Method0123456789_*+`.%indeed'~ "
        "sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d_too.(doesn't-it)@example.com "
        "SIP/2.0\n"
        "Via: SIP/2.0/TCP host1.example.com;branch=z9hG4bK-.!%66*_+`'~\n"
        "To: \"BEL:\\\x07 NUL:\\\0 DEL:\\\x7f\" "
        "<sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*@example.com>\n"
        "From: token1~` token2'+_ token3*%!.- <sip:mundane@example.com>;fromParam''~+*_!.-%="
        "\"\xd1\x80\xd0\xb0\xd0\xb1\xd0\xbe\xd1\x82\xd0\xb0\xd1\x8e\xd1\x89\xd0\xb8\xd0\xb9\";tag=_token~1'+`*%!-.\n"
        "Call-ID: intmeth.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{\n"
        "CSeq: 139122385 !interesting-Method0123456789_*+`.%indeed'~\n"
        "Max-Forwards: 255\n"
        "extensionHeader-!.%*+_`'~:\xef\xbb\xbf\xe5\xa4\xa7\xe5\x81\x9c\xe9\x9b\xbb\n"
        "Content-Length: 0\n"sv;
    return message("intmeth", header);
}

// 3.1.1.7
Fixture longreq() {
    auto const caller = "amazinglylongcallername" + repeated("amazinglylongcallername", 4);
    auto header = "INVITE sip:user@example.com SIP/2.0\nTo: \"I have a user name of " + repeated("extreme", 10) +
                  " proportion\"<sip:user@example.com:6000;unknownparam1=very" + repeated("long", 20) +
                  "value;longparam" + repeated("name", 25) + "=shortvalue;very" + repeated("long", 25) +
                  "ParameterNameWithNoValue>\nF: sip:" + caller + "@example.net;tag=1298" + repeated("2982", 50) +
                  "424;unknownheaderparam" + repeated("name", 20) + "=unknowheaderparam" + repeated("value", 15) +
                  ";unknownValueless" + repeated("paramname", 10) + "\nCall-ID: longreq.one" + repeated("really", 20) +
                  "longcallid\nCSeq: 3882340 INVITE\nUnknown-" + repeated("Long", 20) + "-Name: unknown-" +
                  repeated("long", 20) + "-value; unknown-" + repeated("long", 20) + "-parameter-name = unknown-" +
                  repeated("long", 20) + "-parameter-value\n";
    // The first 17 spell the name in every way there is; the other 16 are "Via".
    constexpr std::array<std::string_view, 17> spellings{
        "Via", "v",   "V",   "Via", "ViA",  "VIa",  "VIA",   "via",   "viA",
        "vIa", "vIA", "V :", "v :", "V  :", "v  :", "Via :", "Via  :"};
    for (std::size_t hop = 33; hop > 0; --hop) {
        auto const spelling = 33 - hop < spellings.size() ? std::string(spellings[33 - hop]) : std::string("Via");
        header += spelling + (spelling.back() == ':' ? "  " : ": ") + "SIP/2.0/TCP sip" + std::to_string(hop) +
                  ".example.com\n";
    }
    header += "Via: SIP/2.0/TCP host.example.com;received=192.0.2.5;branch=very" + repeated("long", 50) +
              "branchvalue\nMax-Forwards: 70\nContact: <sip:" + caller +
              "@host5.example.net>\nContent-Type: application/sdp\nl: 150\n";
    return with_session("longreq", header, "192.0.2.1");
}

// 3.1.1.8: the second request of the datagram is beyond Content-Length.
Fixture dblreq() {
    auto first = message("dblreq", R"(
REGISTER sip:example.com SIP/2.0
To: sip:j.user@example.com
From: sip:j.user@example.com;tag=43251j3j324
Max-Forwards: 8
I: dblreq.0ha0isndaksdj99sdfafnl3lk233412
Contact: sip:j.user@host.example.com
CSeq: 8 REGISTER
Via: SIP/2.0/UDP 192.0.2.125;branch=z9hG4bKkdjuw23492
Content-Length: 0
)");
    auto const second = with_session("", R"(
INVITE sip:joe@example.com SIP/2.0
t: sip:joe@example.com
From: sip:caller@example.net;tag=141334
Max-Forwards: 8
Call-ID: dblreq.0ha0isnda977644900765@192.0.2.15
CSeq: 8 INVITE
Via: SIP/2.0/UDP 192.0.2.15;branch=z9hG4bKkdjuw380234
Content-Type: application/sdp
Content-Length: 150
)",
                                     "192.0.2.15");
    first.bytes += "\r\n" + second.bytes;
    return first;
}

}  // namespace

std::vector<Fixture> valid_torture_messages() {
    std::vector<Fixture> messages{
        wsinv(),
        intmeth(),
        longreq(),
        dblreq(),
        with_session("esc01", R"(
INVITE sip:sips%3Auser%40example.com@example.net SIP/2.0
To: sip:%75se%72@example.com
From: <sip:I%20have%20spaces@example.net>;tag=938
Max-Forwards: 87
i: esc01.239409asdfakjkn23onasd0-3234
CSeq: 234234 INVITE
Via: SIP/2.0/UDP host5.example.net;branch=z9hG4bKkdjuw
C: application/sdp
Contact:
  <sip:cal%6Cer@host5.example.net;%6C%72;n%61me=v%61lue%25%34%31>
Content-Length: 150
)",
                     "192.0.2.1"),
        message("escnull", R"(
REGISTER sip:example.com SIP/2.0
To: sip:null-%00-null@example.com
From: sip:null-%00-null@example.com;tag=839923423
Max-Forwards: 70
Call-ID: escnull.39203ndfvkjdasfkq3w4otrq0adsfdfnavd
CSeq: 14398234 REGISTER
Via: SIP/2.0/UDP host5.example.com;branch=z9hG4bKkdjuw
Contact: <sip:%00@host5.example.com>
Contact: <sip:%00%00@host5.example.com>
L:0
)"),
        message("esc02", R"(
RE%47IST%45R sip:registrar.example.com SIP/2.0
To: "%Z%45" <sip:resource@example.com>
From: "%Z%45" <sip:resource@example.com>;tag=f232jadfj23
Call-ID: esc02.asdfnqwo34rq23i34jrjasdcnl23nrlknsdf
Via: SIP/2.0/TCP host.example.com;branch=z9hG4bK209%fzsnel234
CSeq: 29344 RE%47IST%45R
Max-Forwards: 70
Contact: <sip:alias1@host1.example.com>
C%6Fntact: <sip:alias2@host2.example.com>
Contact: <sip:alias3@host3.example.com>
l: 0
)"),
        message("lwsdisp", R"(
OPTIONS sip:user@example.com SIP/2.0
To: sip:user@example.com
From: caller<sip:caller@example.com>;tag=323
Max-Forwards: 70
Call-ID: lwsdisp.1234abcd@funky.example.com
CSeq: 60 OPTIONS
Via: SIP/2.0/UDP funky.example.com;branch=z9hG4bKkdjuw
l: 0
)"),
        message("semiuri", R"(
OPTIONS sip:user;par=u%40example.net@example.com SIP/2.0
To: sip:j_user@example.com
From: sip:caller@example.org;tag=33242
Max-Forwards: 3
Call-ID: semiuri.0ha0isndaksdj
CSeq: 8 OPTIONS
Accept: application/sdp, application/pkcs7-mime,
        multipart/mixed, multipart/signed,
        message/sip, message/sipfrag
Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKkdjuw
l: 0
)"),
        message("transports", R"(
OPTIONS sip:user@example.com SIP/2.0
To: sip:user@example.com
From: <sip:caller@example.com>;tag=323
Max-Forwards: 70
Call-ID:  transports.kijh4akdnaqjkwendsasfdj
Accept: application/sdp
CSeq: 60 OPTIONS
Via: SIP/2.0/UDP t1.example.com;branch=z9hG4bKkdjuw
Via: SIP/2.0/SCTP t2.example.com;branch=z9hG4bKklasjdhf
Via: SIP/2.0/TLS t3.example.com;branch=z9hG4bK2980unddj
Via: SIP/2.0/UNKNOWN t4.example.com;branch=z9hG4bKasd0f3en
Via: SIP/2.0/TCP t5.example.com;branch=z9hG4bK0a9idfnee
l: 0
)"),
        with_session("unreason", R"(
SIP/2.0 200 = 2**3 * 5**2 но сто девяносто девять - простое
Via: SIP/2.0/UDP 192.0.2.198;branch=z9hG4bK1324923
Call-ID: unreason.1234ksdfak3j2erwedfsASdf
CSeq: 35 INVITE
From: sip:user@example.com;tag=11141343
To: sip:user@example.edu;tag=2229
Content-Length: 154
Content-Type: application/sdp
Contact: <sip:user@host198.example.com>
)",
                     "192.0.2.198"),
        message("noreason",
                "SIP/2.0 100 \n"
                R"(Via: SIP/2.0/UDP 192.0.2.105;branch=z9hG4bK2398ndaoe
Call-ID: noreason.asndj203insdf99223ndf
CSeq: 35 INVITE
From: <sip:user@example.com>;tag=39ansfi3
To: <sip:user@example.edu>;tag=902jndnke3
Content-Length: 0
Contact: <sip:user@host105.example.com>
)"),
    };
    auto const of_meaning = torture_messages_of_meaning();
    messages.insert(messages.end(), of_meaning.begin(), of_meaning.end());
    return messages;
}

}  // namespace voiplab::sip::test
