"""The sections of the paper, and the words each of them is written with."""

from __future__ import annotations

from dataclasses import dataclass

from newsroom.words import phrases


@dataclass(frozen=True, slots=True)
class Beat:
    """One section. Every field but ``section`` is a table of phrases without an article, see ``prose.tables``.

    ``bodies`` end with a noun that can stand for the whole ("Harbour Board": the board).
    """

    section: str
    projects: tuple[str, ...]
    roles: tuple[str, ...]
    bodies: tuple[str, ...]
    groups: tuple[str, ...]
    items: tuple[str, ...]
    places: tuple[str, ...]
    causes: tuple[str, ...]


BEATS: tuple[Beat, ...] = (
    Beat(
        section="Politics",
        projects=phrases(
            """ballot reform | housing levy | port security law | postal voting trial | coalition pact | tram subsidy
            | school merger | noise by-law | toll charter | pension amendment | ombudsman bill | lobbying register
            | border ferry treaty | district boundary map | council pay freeze | street naming motion
            | night market licence | fishing accord"""
        ),
        roles=phrases(
            """deputy mayor | chief whip | council clerk | interior minister | opposition leader | committee chair
            | electoral commissioner | budget spokesman | district governor"""
        ),
        bodies=phrases(
            """City Council | Electoral Commission | Regional Assembly | Planning Committee | Interior Ministry
            | Cabinet Office | Provincial Senate | Audit Chamber | Rural Caucus"""
        ),
        groups=phrases(
            """backbenchers | voters | councillors | canvassers | tenants | delegates | petitioners | civil servants
            | party members | clerks | pensioners | campaigners | abstainers | envoys"""
        ),
        items=phrases(
            """ballots | amendments | signatures | clauses | leaflets | polling booths | minutes | motions | exemptions
            | manifestos | sashes | placards | subsidies | mandates | voter rolls | rosettes"""
        ),
        places=phrases(
            """the debating chamber | the old customs house | the town hall steps | committee room four
            | the counting centre | the press gallery | the guildhall | the governor’s annex | a packed school gym
            | the archive basement | the border post | the marble lobby"""
        ),
        causes=phrases(
            """a leaked memo | a tied vote | a walkout | a recount | a court ruling | a botched tender | a resignation
            | an ethics complaint | a quorum dispute | a misprinted ballot | a late filing | a heckled speech"""
        ),
    ),
    Beat(
        section="Economy",
        projects=phrases(
            """grain tariff | cement merger | shipyard rescue | rail freight contract | wage settlement | harbour bond
            | timber export quota | savings bank rescue | cannery sale | fuel duty cut | copper lease
            | warehouse expansion | mortgage guarantee | textile subsidy | dairy cooperative | auction reform
            | container terminal | tourism tax"""
        ),
        roles=phrases(
            """central banker | finance director | union secretary | port treasurer | trade commissioner
            | chief economist | plant manager | receiver | auction master"""
        ),
        bodies=phrases(
            """Harbour Board | Central Bank | Trade Commission | Grain Exchange | Chamber of Commerce
            | Savings Institute | Shipping Agency | Wage Tribunal | Customs Authority"""
        ),
        groups=phrases(
            """creditors | dockers | exporters | shopkeepers | weavers | brokers | apprentices | shareholders | hauliers
            | bakers | insurers | growers | commuters | wholesalers"""
        ),
        items=phrases(
            """invoices | freight cars | bonds | pallets | share options | cranes | looms | barrels | grain silos
            | receipts | tanker berths | vouchers | ledgers | loan books | payslips | order books"""
        ),
        places=phrases(
            """the freight yard | the trading floor | quay seven | the cannery gate | the mint | the bonded warehouse
            | the wool exchange | a shuttered foundry | the export office | the fish auction | the canal lock
            | the payroll office"""
        ),
        causes=phrases(
            """a missed payment | a failed audit | a crane collapse | a price spike | a currency slide | a port strike
            | a downgrade | an accounting error | a customs raid | a glut of barley | a cancelled order | a boycott"""
        ),
    ),
    Beat(
        section="Science",
        projects=phrases(
            """comet survey | seed vault | tidal turbine trial | glacier census | radio telescope | enzyme study
            | bat tracking scheme | fossil excavation | deep lake probe | pollen atlas | weather balloon programme
            | battery prototype | lichen catalogue | seismic network | coral nursery | ice core archive
            | moss genome | beetle inventory"""
        ),
        roles=phrases(
            """observatory director | lead geologist | marine biologist | project engineer | laboratory head
            | field botanist | data curator | institute dean | expedition leader"""
        ),
        bodies=phrases(
            """Polar Institute | Science Academy | Space Agency | Geological Survey | Marine Laboratory
            | Research Council | Measures Bureau | Botanical Trust | Meteorological Office"""
        ),
        groups=phrases(
            """astronomers | divers | graduate students | technicians | botanists | volunteers | statisticians
            | glaciologists | instrument makers | reviewers | mappers | climbers | amateurs | chemists"""
        ),
        items=phrases(
            """samples | sensors | spectra | core segments | petri dishes | readings | specimens | drones | antennas
            | photographs | trays | buoys | microscopes | lenses | thermometers | field notes"""
        ),
        places=phrases(
            """the summit dome | the wet laboratory | a moraine camp | the herbarium | the clean room | the tide pool
            | the drilling rig | the lecture theatre | the greenhouse roof | a disused quarry | the pier station
            | the cold store"""
        ),
        causes=phrases(
            """a calibration slip | an unexpected signal | a power cut | a cracked lens | a rival paper
            | a freezer failure | a lost buoy | a statistical quirk | an early thaw | a grant refusal
            | a mislabelled tray | a meteor shower"""
        ),
    ),
    Beat(
        section="Culture",
        projects=phrases(
            """puppet festival | opera revival | library extension | fresco restoration | film archive | poetry prize
            | museum ticket plan | ballet tour | folk song collection | theatre lease | tapestry loan | book fair
            | organ repair | mural commission | brass band league | dialect dictionary | circus school
            | sculpture trail"""
        ),
        roles=phrases(
            """head curator | stage director | chief librarian | choirmaster | festival producer | prize juror
            | museum keeper | orchestra manager | heritage officer"""
        ),
        bodies=phrases(
            """Arts Council | Heritage Trust | National Library | Theatre Guild | Film Institute | Museum Board
            | Music Academy | Festival Office | Writers’ League"""
        ),
        groups=phrases(
            """puppeteers | choristers | restorers | novelists | ushers | dancers | set painters | translators
            | collectors | bell ringers | playwrights | schoolchildren | bookbinders | fiddlers"""
        ),
        items=phrases(
            """costumes | manuscripts | reels | tickets | canvases | masks | scores | folios | programmes | frames
            | violins | postcards | backdrops | engravings | microphones | chandeliers"""
        ),
        places=phrases(
            """the rehearsal attic | the reading room | the east nave | a converted brewery | the orchestra pit
            | the print workshop | the courtyard stage | the sculpture garden | the vaulted cellar | the box office
            | the village hall | the restoration studio"""
        ),
        causes=phrases(
            """a leaking roof | a disputed will | a sold-out run | a forged signature | a vanished score
            | a donor’s change of heart | a backstage quarrel | a rediscovered diary | a licensing muddle
            | an early frost | a translator’s protest | a botched varnish"""
        ),
    ),
    Beat(
        section="Sport",
        projects=phrases(
            """stadium lease | relay squad | youth academy | transfer ban | rowing regatta | velodrome resurfacing
            | league expansion | referee strike deal | marathon route | fencing cup | ticket freeze
            | chess olympiad bid | skating calendar | wrestling merger | floodlight appeal | handball derby
            | stable inquiry | sailing trophy"""
        ),
        roles=phrases(
            """head coach | club president | league secretary | team captain | chief referee | stadium manager
            | goalkeeping coach | race director | federation doctor"""
        ),
        bodies=phrases(
            """Football League | Rowing Club | Cycling Federation | Athletics Union | Chess Society | Skating Board
            | Referees’ Panel | Handball Association | Regatta Committee"""
        ),
        groups=phrases(
            """supporters | rowers | stewards | sprinters | scouts | goalkeepers | groundskeepers
            | season-ticket holders | juniors | cyclists | physiotherapists | wrestlers | marathon runners | referees"""
        ),
        items=phrases(
            """penalties | oars | season tickets | turnstiles | medals | jerseys | lap times | saddles | floodlights
            | stopwatches | corner kicks | trophies | rackets | fixtures | spare wheels | shin pads"""
        ),
        places=phrases(
            """the north stand | the boathouse | the warm-up track | the players’ tunnel | the finishing straight
            | the indoor arena | a muddy training pitch | the weighing room | the velodrome | the press box
            | the medal podium | the away dressing room"""
        ),
        causes=phrases(
            """a disputed penalty | a photo finish | a torn ligament | a waterlogged pitch | a doping query
            | a late equaliser | a false start | a broken oar | a sending-off | a stewards’ inquiry
            | a fixture clash | a capsized boat"""
        ),
    ),
    Beat(
        section="Environment",
        projects=phrases(
            """river dredging | wetland reserve | flood wall | recycling depot | peat restoration | wind farm permit
            | otter census | clean air zone | reservoir repair | beach replenishment | tree planting drive
            | quarry closure | salmon ladder | heathland grazing | landfill appeal | drought plan | dune fence
            | bee corridor"""
        ),
        roles=phrases(
            """river warden | forestry chief | flood engineer | park ranger | water inspector | climate adviser
            | conservation officer | estate manager | harbour ecologist"""
        ),
        bodies=phrases(
            """Water Authority | Forest Service | Rivers Agency | Parks Department | Coastal Trust | Energy Regulator
            | Wildlife Society | Drainage Board | Climate Panel"""
        ),
        groups=phrases(
            """farmers | anglers | hikers | beekeepers | ferry crews | wardens | foresters | households | birdwatchers
            | shepherds | oyster growers | gardeners | rangers | boat owners"""
        ),
        items=phrases(
            """saplings | culverts | nesting boxes | pumps | sluice gates | reed beds | gauges | turbines | sandbags
            | hedgerows | boreholes | hives | footbridges | compost bins | fish traps | drainage pipes"""
        ),
        places=phrases(
            """the estuary | the upper weir | the pumping station | a flooded meadow | the sea wall | the pine ridge
            | the reed marsh | the dam crest | the gravel pit | the lighthouse path | the allotments | the salt flats"""
        ),
        causes=phrases(
            """a burst culvert | a dry April | a chemical spill | a landslip | an algal bloom | a record tide
            | a moorland fire | a fallen oak | a silted channel | an invasive weed | a burst main
            | a court injunction"""
        ),
    ),
)
