/**
 * What kind of license an SPDX id names, so that a policy can speak of categories instead of 700 ids.
 *
 * Sources, read in November 2026 and settled id by id:
 * - ScanCode LicenseDB as shipped with ScanCode Toolkit 32.5.0, (c) nexB Inc. and others, CC-BY-4.0
 *   (https://scancode-licensedb.aboutcode.org, https://creativecommons.org/licenses/by/4.0/). Changed here:
 *   its categories are mapped to ours, and some ids moved after their texts were read;
 * - Blue Oak Council, list of permissive licenses, version 15, CC0-1.0 (https://blueoakcouncil.org/list);
 * - google/licenseclassifier, license_type.go, Apache-2.0: compared with, not copied from;
 * - the license texts of the SPDX License List 3.29 (https://spdx.org/licenses/), which have the last word.
 *
 * Where the sources differ the stricter one stands, unless the text plainly says otherwise: a wrong
 * `permissive` lets a forbidden package in, any other mistake costs a look. What neither a source nor the
 * text answers is in no category: guessing is left to the reader of the finding.
 */
export type Category =
  | 'permissive'
  | 'weak-copyleft'
  | 'strong-copyleft'
  | 'network-copyleft'
  | 'source-available'
  | 'proprietary'
  | 'public-domain'

/** Attribution and notices at most. Content licenses such as CC-BY and open data licenses are here. */
const PERMISSIVE = `
  0BSD 3D-Slicer-1.0 AAL AdaCore-doc Adobe-2006 Adobe-Display-PostScript Adobe-Glyph ADSL
  Advanced-Cryptics-Dictionary AFL-1.1 AFL-1.2 AFL-2.0 AFL-2.1 AFL-3.0 Afmparse ALGLIB-Documentation
  AMD-newlib AMDPLPA AML AML-glslang AMPAS Apache-1.0 Apache-1.1 Apache-2.0 APAFML Baekmuk Bahyph Barr
  bcrypt-Solar-Designer Beerware Bitstream-Charter Bitstream-Vera BlueOak-1.0.0 Boehm-GC
  Boehm-GC-without-fee BOLA-1.1 Borceux Brian-Gladman-2-Clause Brian-Gladman-3-Clause
  Brian-Gladman-3-Clause-no-conversion BSD-1-Clause BSD-2-Clause BSD-2-Clause-Darwin
  BSD-2-Clause-first-lines BSD-2-Clause-FreeBSD BSD-2-Clause-NetBSD BSD-2-Clause-Patent
  BSD-2-Clause-pkgconf-disclaimer BSD-2-Clause-pos-unchanged BSD-2-Clause-Views BSD-3-Clause
  BSD-3-Clause-acpica BSD-3-Clause-Attribution BSD-3-Clause-Clear BSD-3-Clause-flex BSD-3-Clause-HP
  BSD-3-Clause-LBNL BSD-3-Clause-Modification BSD-3-Clause-No-Nuclear-Warranty BSD-3-Clause-Open-MPI
  BSD-3-Clause-Sun BSD-3-Clause-Tso BSD-4-Clause BSD-4-Clause-Shortened BSD-4-Clause-UC BSD-4.3RENO
  BSD-4.3TAHOE BSD-Advertising-Acknowledgement BSD-ask-to-endorse BSD-Attribution-HPND-disclaimer
  BSD-Inferno-Nettverk BSD-Mark-Modifications BSD-Source-alt-GPL BSD-Source-beginning-file
  BSD-Source-Code BSD-Source-Code-no-disclaimer BSD-Systemics BSD-Systemics-W3Works BSL-1.0 Buddy
  bzip2-1.0.5 bzip2-1.0.6 Caldera Caldera-no-preamble Catharon CC-BY-1.0 CC-BY-2.0 CC-BY-2.5
  CC-BY-2.5-AU CC-BY-3.0 CC-BY-3.0-AT CC-BY-3.0-AU CC-BY-3.0-DE CC-BY-3.0-IGO CC-BY-3.0-NL
  CC-BY-3.0-US CC-BY-4.0 CDLA-Permissive-1.0 CDLA-Permissive-2.0 CECILL-B CERN-OHL-P-2.0 CFITSIO
  check-cvs checkmk Clips CMU-Mach CMU-Mach-nodoc CNRI-Jython CNRI-Python CNRI-Python-GPL-Compatible
  COIL-1.0 Community-Spec-1.0 Condor-1.1 Cornell-Lossless-JPEG Cronyx Crossword CryptoSwift
  CrystalStacker Cube curl cve-tou DEC-3-Clause diffmark DL-DE-BY-2.0 DL-DE-ZERO-2.0 DOC DocBook-DTD
  DocBook-Schema DocBook-Stylesheet DocBook-XML Dotseqn DRL-1.0 DRL-1.1 DSDP dtoa ECL-1.0 ECL-2.0
  EFL-1.0 EFL-2.0 eGenix Entessa EPICS ESA-PL-permissive-2.4 etalab-2.0 EUDatagrid Fair FBM
  Ferguson-Twofish FreeBSD-DOC FSFAP FSFAP-no-warranty-disclaimer FSFUL FSFULLR FSFULLRSD FSFULLRWD
  FTL Furuseth fwlw Game-Programming-Gems GD generic-xts Giftware Glulxe GLWTPL Graphics-Gems gtkbook
  Gutmann HaskellReport HDF5 hdparm HIDAPI HP-1986 HP-1989 HPND HPND-DEC HPND-doc HPND-doc-sell
  HPND-export-US HPND-export-US-acknowledgement HPND-export-US-modify HPND-export2-US
  HPND-Fenneberg-Livingston HPND-INRIA-IMAG HPND-Intel HPND-Kevlin-Henney HPND-Markus-Kuhn
  HPND-merchantability-variant HPND-MIT-disclaimer HPND-Netrek HPND-Pbmplus
  HPND-sell-MIT-disclaimer-xserver HPND-sell-regexpr HPND-sell-variant
  HPND-sell-variant-critical-systems HPND-sell-variant-MIT-disclaimer
  HPND-sell-variant-MIT-disclaimer-rev HPND-SMC HPND-UC HPND-UC-export-US HTMLTIDY hyphen-bulgarian
  IBM-pibs ICU IJG IJG-short ImageMagick iMatix Info-ZIP Informatica Inner-Net-2.0 InnoSetup Intel
  Intel-ACPI ISC ISC-Veillard Jam JasPer-2.0 jove JPNIC Kastrup Kazlib Knuth-CTAN Leptonica Libpng
  libpng-1.6.35 libpng-2.0 libtiff libutil-David-Nugent Linux-OpenIB LOOP LPD-document lsof
  Lucida-Bitmap-Fonts Mackerras-3-Clause Mackerras-3-Clause-acknowledgment magaz mailprio man2html
  Martin-Birgmeier McPhee-slideshow metamail Minpack MirOS MIT MIT-0 MIT-advertising MIT-Click MIT-CMU
  MIT-enna MIT-feh MIT-Festival MIT-Khronos-old MIT-Modern-Variant MIT-open-group MIT-STK
  MIT-testregex MIT-Wu MITNFA MMIXware mpi-permissive mpich2 mplus MS-PL MTLL MulanPSL-1.0
  MulanPSL-2.0 Multics Mup NAIST-2003 Naumen NCL NCSA Net-SNMP NetCDF Newsletr ngrep NICTA-1.0
  NIST-PD-fallback NIST-Software NLOD-1.0 NLOD-2.0 NLPL NRL NTP NTP-0 Nunit O-UDA-1.0 OAR ODC-By-1.0
  OFFIS OGC-1.0 OGDL-Taiwan-1.0 OGL-Canada-2.0 OGL-UK-1.0 OGL-UK-2.0 OGL-UK-3.0 OLDAP-2.0 OLDAP-2.0.1
  OLDAP-2.1 OLDAP-2.2 OLDAP-2.2.1 OLDAP-2.2.2 OLDAP-2.3 OLDAP-2.4 OLDAP-2.5 OLDAP-2.6 OLDAP-2.7
  OLDAP-2.8 OLFL-1.3 OML OpenMDW-1.0 OpenSSL OpenSSL-standalone OPL-UK-3.0 OSC-1.0 OSSP PADL
  ParaType-Free-Font-1.3 PHP-3.0 PHP-3.01 Pixar pkgconf Plexus PostgreSQL PSF-2.0 psutils Python-2.0
  Python-2.0.1 python-ldap radvd Rdisc RSA-MD Ruby-pty Saxpath SCEA SchemeReport SGI-B-1.1 SGI-B-2.0
  SGI-OpenGL SGMLUG-PM SGP4 SHL-0.5 SHL-0.51 SL SMLNJ snprintf softSurfer Soundex Spencer-86
  Spencer-94 Spencer-99 ssh-keyscan SSH-OpenSSH SSH-short SSLeay-standalone StandardML-NJ Sun-PPP
  Sun-PPP-2000 SunPro SWL swrule Symlinks TCL TCP-wrappers TekHVC TermReadKey threeparttable TPDL
  TrustedQSL TTWL TTYP0 TU-Berlin-1.0 TU-Berlin-2.0 UCAR ulem UMich-Merit Unicode-3.0 Unicode-DFS-2015
  Unicode-DFS-2016 UnixCrypt UPL-1.0 VSL-1.0 W3C W3C-19980720 W3C-20150513 w3m Widget-Workshop WordNet
  Wsuipa WTFNMFPL WTFPL wwl X11 X11-distribute-modifications-variant X11-no-permit-persons X11-swapped
  Xdebug-1.03 Xerox Xfig XFree86-1.1 xinetd xkeyboard-config-Zinoviev xlock Xnet xpp XSkat Zed Zeeff
  Zend-2.0 Zlib zlib-acknowledgement ZPL-1.1 ZPL-2.0 ZPL-2.1`

/** Source or the same terms for the licensed files alone; share-alike content; duties on changed files. */
const WEAK_COPYLEFT = `
  Abstyles App-s2p Artistic-1.0 Artistic-1.0-cl8 Artistic-1.0-Perl Artistic-2.0 Artistic-dist
  Aspell-RU BitTorrent-1.0 BitTorrent-1.1 CATOSL-1.1 CC-BY-SA-1.0 CC-BY-SA-2.0 CC-BY-SA-2.0-UK
  CC-BY-SA-2.1-JP CC-BY-SA-2.5 CC-BY-SA-3.0 CC-BY-SA-3.0-AT CC-BY-SA-3.0-DE CC-BY-SA-3.0-IGO
  CC-BY-SA-4.0 CC-SA-1.0 CDDL-1.0 CDDL-1.1 CDL-1.0 CDLA-Sharing-1.0 CECILL-C CERN-OHL-W-2.0 ClArtistic
  CPL-1.0 CUA-OPL-1.0 dvipdfm eCos-2.0 EPL-1.0 EPL-2.0 ErlPL-1.1 ESA-PL-weak-copyleft-2.4 Eurosym
  FDK-AAC FDK-MPEG-H FreeImage GCR-docs GFDL-1.1 GFDL-1.1-invariants-only GFDL-1.1-invariants-or-later
  GFDL-1.1-no-invariants-only GFDL-1.1-no-invariants-or-later GFDL-1.1-only GFDL-1.1-or-later GFDL-1.2
  GFDL-1.2-invariants-only GFDL-1.2-invariants-or-later GFDL-1.2-no-invariants-only
  GFDL-1.2-no-invariants-or-later GFDL-1.2-only GFDL-1.2-or-later GFDL-1.3 GFDL-1.3-invariants-only
  GFDL-1.3-invariants-or-later GFDL-1.3-no-invariants-only GFDL-1.3-no-invariants-or-later
  GFDL-1.3-only GFDL-1.3-or-later GL2PS gnuplot GPL-2.0-with-autoconf-exception
  GPL-2.0-with-bison-exception GPL-2.0-with-classpath-exception GPL-2.0-with-font-exception
  GPL-2.0-with-GCC-exception GPL-3.0-with-autoconf-exception GPL-3.0-with-GCC-exception gSOAP-1.3b
  Imlib2 Interbase-1.0 IPA IPL-1.0 Latex2e Latex2e-translated-notice LGPL-2.0 LGPL-2.0-only
  LGPL-2.0-or-later LGPL-2.1 LGPL-2.1-only LGPL-2.1-or-later LGPL-3.0 LGPL-3.0-only LGPL-3.0-or-later
  LGPLLR LiLiQ-P-1.1 LiLiQ-R-1.1 Linux-man-pages-1-para Linux-man-pages-copyleft
  Linux-man-pages-copyleft-2-para Linux-man-pages-copyleft-var LPL-1.0 LPL-1.02 LPPL-1.0 LPPL-1.1
  LPPL-1.2 LPPL-1.3a LPPL-1.3c Motosoto MPL-1.0 MPL-1.1 MPL-2.0 MPL-2.0-no-copyleft-exception MS-RL
  NASA-1.3 NBPL-1.0 Nokia NOSL Noweb NPL-1.0 NPL-1.1 OCCT-PL OCLC-2.0 ODbL-1.0 OFL-1.0 OFL-1.0-no-RFN
  OFL-1.0-RFN OFL-1.1 OFL-1.1-no-RFN OFL-1.1-RFN OGTSL OLDAP-1.1 OLDAP-1.2 OLDAP-1.3 OLDAP-1.4
  OpenPBS-2.3 OPL-1.0 OSET-PL-2.1 pnmstitch Qhull RHeCos-1.1 RSCPL Ruby Sendmail Sendmail-8.23
  Sendmail-Open-Source-1.1 SISSL SISSL-1.2 SMPPL SNIA SPL-1.0 SugarCRM-1.1.3 TORQUE-1.1 TPL-1.0
  Ubuntu-font-1.0 URT-RLE Vim Vixie-Cron wxWindows xzoom YPL-1.0 YPL-1.1 Zimbra-1.3 Zimbra-1.4`

/** The same terms for the whole work that contains them. */
const STRONG_COPYLEFT = `
  APL-1.0 Arphic-1999 BSD-Protection CECILL-1.0 CECILL-1.1 CECILL-2.0 CECILL-2.1 CERN-OHL-1.1
  CERN-OHL-1.2 CERN-OHL-S-2.0 copyleft-next-0.3.0 copyleft-next-0.3.1 D-FSL-1.0 EUPL-1.0 Glide GPL-1.0
  GPL-1.0-only GPL-1.0-or-later GPL-2.0 GPL-2.0-only GPL-2.0-or-later GPL-3.0 GPL-3.0-only
  GPL-3.0-or-later LAL-1.2 LAL-1.3 LiLiQ-Rplus-1.1 MakeIndex NGPL QPL-1.0 QPL-1.0-INRIA-2004 SimPL-2.0
  Sleepycat SMAIL-GPL TAPR-OHL-1.0 TMate TOSL VOSTROM`

/** Source is owed for use over a network, or for any use: their own definition of deploying says so. */
const NETWORK_COPYLEFT = `
  AGPL-1.0 AGPL-1.0-only AGPL-1.0-or-later AGPL-3.0 AGPL-3.0-only AGPL-3.0-or-later APSL-1.0 APSL-1.1
  APSL-1.2 APSL-2.0 CAL-1.0 CAL-1.0-Combined-Work-Exception CPAL-1.0 ESA-PL-strong-copyleft-2.4
  EUPL-1.1 EUPL-1.2 Frameworx-1.0 NPOSL-3.0 OSL-1.0 OSL-1.1 OSL-2.0 OSL-2.1 OSL-3.0 Parity-6.0.0
  Parity-7.0.0 RPL-1.1 RPL-1.5 RPSL-1.0 TGPPL-1.0 UCL-1.0 Watcom-1.0`

/** The source may be read, but who may use it, for what or how is limited: no OSI license asks that. */
const SOURCE_AVAILABLE = `
  Aladdin ASWF-Digital-Assets-1.0 ASWF-Digital-Assets-1.1 BSD-3-Clause-No-Military-License
  BSD-3-Clause-No-Nuclear-License BSD-3-Clause-No-Nuclear-License-2014 BSD-3-Clause-OpenWebUI BUSL-1.1
  C-UDA-1.0 CC-BY-NC-1.0 CC-BY-NC-2.0 CC-BY-NC-2.5 CC-BY-NC-3.0 CC-BY-NC-3.0-DE CC-BY-NC-3.0-IGO
  CC-BY-NC-4.0 CC-BY-NC-ND-1.0 CC-BY-NC-ND-2.0 CC-BY-NC-ND-2.5 CC-BY-NC-ND-3.0 CC-BY-NC-ND-3.0-DE
  CC-BY-NC-ND-3.0-IGO CC-BY-NC-ND-4.0 CC-BY-NC-SA-1.0 CC-BY-NC-SA-2.0 CC-BY-NC-SA-2.0-DE
  CC-BY-NC-SA-2.0-FR CC-BY-NC-SA-2.0-UK CC-BY-NC-SA-2.5 CC-BY-NC-SA-3.0 CC-BY-NC-SA-3.0-DE
  CC-BY-NC-SA-3.0-IGO CC-BY-NC-SA-4.0 CC-BY-ND-1.0 CC-BY-ND-2.0 CC-BY-ND-2.5 CC-BY-ND-3.0
  CC-BY-ND-3.0-DE CC-BY-ND-4.0 CPOL-1.02 Elastic-2.0 FSL-1.1-ALv2 FSL-1.1-MIT Hippocratic-2.1
  Hippocratic-3.0-core JPL-image JSON MMPL-1.0.1 MS-LPL MVT-1.1 NCGL-UK-2.0
  PolyForm-Noncommercial-1.0.0 PolyForm-Small-Business-1.0.0 PPL SGI-B-1.0 SOFA SSPL-1.0 SUL-1.0
  Unicode-TOU UnRAR`

/** Rights are given up, not licensed. */
const PUBLIC_DOMAIN = `
  ANTLR-PD ANTLR-PD-fallback blessing CC-PDDC CC-PDM-1.0 CC0-1.0 libselinux-1.0 LZMA-SDK-9.11-to-9.20
  LZMA-SDK-9.22 NCBI-PD NIST-PD NIST-PD-TNT NTIA-PD PDDL-1.0 SAX-PD SAX-PD-2.0 Unlicense
  Unlicense-libtelnet Unlicense-libwhirlpool`

/** No SPDX id is proprietary: the category is that of npm's `UNLICENSED`. */
const IDS: Readonly<Record<Category, string>> = {
  permissive: PERMISSIVE,
  'weak-copyleft': WEAK_COPYLEFT,
  'strong-copyleft': STRONG_COPYLEFT,
  'network-copyleft': NETWORK_COPYLEFT,
  'source-available': SOURCE_AVAILABLE,
  proprietary: '',
  'public-domain': PUBLIC_DOMAIN,
}

/** Every category, the most welcome first as far as they can be ordered. */
export const CATEGORIES: readonly Category[] = [
  'permissive',
  'public-domain',
  'weak-copyleft',
  'strong-copyleft',
  'network-copyleft',
  'source-available',
  'proprietary',
]

/** The ids of a category, as they are spelled in the SPDX License List. */
export function idsOf(category: Category): readonly string[] {
  return IDS[category].split(/\s+/).filter((id) => id !== '')
}

const CATEGORY_BY_ID: ReadonlyMap<string, Category> = new Map(
  CATEGORIES.flatMap((category) => idsOf(category).map((id) => [id, category] as const)),
)

/**
 * The category of a canonical SPDX id (current or deprecated, spelled as the list spells it), or undefined
 * where none is certain. An id with `-or-later` has the category of the version it names.
 */
export function categoryOf(id: string): Category | undefined {
  return CATEGORY_BY_ID.get(id)
}
