"""Everyday words of the countryside that are no terms of a vocabulary, by what they mean, in four languages.

One of them finds all others of its line: "robo de cosecha" finds what was written in French about a "vol". What nearly
every text says ("sell", "pay") is left out: it would find everything. An expression is written with low lines between
its words: typed ("did not work"), it means the line and not its words; in a text ("dry year"), it counts as a word of
the line, if two of its words are worth looking for.
"""

from collections.abc import Iterator

from app.search.analysis import LANGUAGES

_LINES = """
theft thief thieves steal stolen | robo robar ladrón hurto | vol voleur dérober | roubo roubar ladrão furto
drought dry_year dry_season dry_spell no_rain year_without_rain | sequía año_seco falta_de_lluvia
  año_sin_lluvia no_llovió | sécheresse année_sèche manque_de_pluie année_sans_pluie | estiagem ano_seco
  falta_de_chuva ano_sem_chuva não_choveu
rain | lluvia | pluie | chuva
climate | clima climático | climat climatique | clima climático
water | agua | eau | água
irrigation irrigate | riego regar | irrigation irriguer | rega regar irrigação
soil | suelo | sol | solo
land | tierra terreno | terre foncier | terra terreno
harvest | cosecha | récolte | colheita safra
seed | semilla | semence | semente
disease illness sick | enfermedad enfermo | maladie malade | doença doente
middleman middlemen trader | intermediario coyote | intermédiaire commerçant | atravessador intermediário
exporter | exportador | exportateur | exportador
price | precio | prix | preço
late delay on_time in_time too_late not_pay not_paid
  | atraso retraso atrasado demora a_tiempo no_paga no_pagan no_pagó
  | retard à_temps a_temps paie_pas payé_pas | atraso atrasado demora a_tempo em_dia não_paga não_pagou
debt indebted | deuda endeudado | dette endetté | dívida endividado
income earnings | ingreso ganancia | revenu gain | renda rendimento ganho
loss lost | pérdida perdido | perte perdu | perda perdido
poor poverty | pobre pobreza | pauvre pauvreté | pobre pobreza
young youth youngsters | joven juventud muchacho | jeune jeunesse | jovem juventude
child | niño niña | enfant | criança
woman | mujer | femme | mulher
leader leadership | líder lideresa dirigente liderazgo | leader dirigeant | líder liderança dirigente
migration migrate emigrate leave_the_village leave_for_the_city go_to_the_city
  | migración migrar emigrar dejar_el_campo van_del_campo irse_a_la_ciudad
  | migration exode émigrer quitter_le_village partir_en_ville
  | migração migrar emigrar êxodo deixar_o_campo sair_do_campo ir_para_a_cidade
cooperative | cooperativa cooperativismo | coopérative | cooperativa cooperativismo
meeting assembly | reunión asamblea | réunion assemblée | reunião assembleia
vote election | voto votar elección | vote voter élection | voto votar eleição
trust distrust mistrust | confianza desconfianza | confiance méfiance | confiança desconfiança
quarrel dispute | pleito pelea disputa riña | querelle dispute | briga disputa
contract agreement | contrato acuerdo convenio | contrat accord | contrato acordo
failure fail mistake did_not_work not_work went_wrong go_wrong | fracaso fracasar fallar error no_funcionó
  no_funciona salió_mal salir_mal | échec échouer erreur pas_marché pas_fonctionné | fracasso falhar falha
  erro não_funcionou não_funciona deu_errado não_deu_certo
replicate replication copy | replicar réplica copiar | reproduire copier réplication | replicar réplica copiar
notebook ledger logbook record_keeping keep_records keeping_records | cuaderno libreta llevar_registros
  llevar_cuentas | cahier carnet tenue_de_registres tenir_un_cahier | caderno caderneta manter_registros
scale weigh | báscula balanza pesar | balance peser pesée | balança pesar pesagem
guard patrol watchman | guardia vigilar vigilancia ronda | garde veiller surveillance | guarda vigiar
  vigilância ronda
machine | máquina | machine | máquina
repair | reparar reparación | réparer réparation | consertar conserto reparar
broken breakdown | dañado descompuesto avería averiado | panne cassé | avaria avariado
grater | rallador ralladora | râpe râpeuse | ralador raladora
mill | molino trapiche | moulin | moinho engenho moenda
dry dried drying | secar secado deshidratado | sécher séchage séché | secar secagem
roast roaster roasting | tostar tostador tostado | torréfier torréfaction torréfacteur | torrar torrador torra
store storage storing warehouse | almacén almacenar almacenamiento bodega acopio | magasin entrepôt stocker
  stockage | armazém armazenar armazenagem armazenamento
road | camino carretera | route piste | estrada
school | escuela colegio | école | escola
language | idioma lengua | langue | língua idioma
donation donor | donación donante | don donateur bailleur | doação doador
collective | colectivo | collectif | coletivo colectivo
box cashbox | caja cofre | caisse coffre | caixa cofre
savings saving save | ahorro ahorrar | épargne épargner | poupança poupar
loan lend borrow | préstamo prestar | prêt prêter emprunt emprunter | empréstimo emprestar
interest | interés | intérêt | juro
telephone phone mobile | teléfono celular | téléphone portable | telefone celular telemóvel
radio | radio | radio | rádio
message sms | mensaje | message | mensagem
village hamlet | aldea vereda caserío | village hameau | aldeia povoado
neighbour neighbor | vecino | voisin | vizinho
family household | familia hogar | famille ménage | família
rule bylaw | regla reglamento | règle règlement | regra regulamento
penalty sanction | multa sanción | amende sanction | multa sanção
manager | gerente administrador | gérant gestionnaire | gerente gestor
chair seat | silla asiento | chaise siège | cadeira assento
board committee | directiva junta comité | conseil comité bureau | diretoria direção comitê comité
salary wage | salario sueldo | salaire rémunération | salário remuneração
training train workshop | capacitación capacitar taller | formation atelier | capacitação formação oficina treinamento
teacher trainer | maestro capacitador profesor | enseignant formateur | professor formador
quality | calidad | qualité | qualidade
weight | peso | poids | peso
sack bag | saco bolsa costal | sac | saco saca
truck lorry | camión | camion | caminhão camião
transport freight | transporte flete | transport fret | transporte frete
mule donkey | mula burro | mulet âne | mula burro
tree | árbol | arbre | árvore
forest | bosque | forêt | floresta
river canal stream | río canal arroyo | rivière fleuve canal | rio canal riacho
pond | estanque poza | étang bassin | tanque viveiro
fertiliser fertilizer manure compost | abono fertilizante estiércol compost | engrais fumier compost
  | adubo fertilizante esterco
pesticide fungicide spray | plaguicida fungicida fumigar | pesticide fongicide
  | agrotóxico fungicida pesticida
tool | herramienta | outil | ferramenta
flood | inundación | inondation | enchente inundação
hunger hungry | hambre | faim soudure | fome
refugee displaced | refugiado desplazado | réfugié déplacé | refugiado deslocado
rot rotten spoil waste | pudrir podrido desperdicio | pourrir pourriture gaspillage | apodrecer podre desperdício
guarantee collateral | garantía | garantie | garantia
bank | banco | banque | banco
sample | muestra | échantillon | amostra
pattern design | diseño patrón | modèle motif dessin | desenho modelo padrão
weave weaver weaving | tejer tejedora tejido | tisser tisserande tissage | tecer tecelã tecelagem
label brand | etiqueta marca | étiquette marque | etiqueta rótulo marca
secret rumour | secreto rumor chisme | secret rumeur | segredo boato
discount rebate | descuento rebaja | remise rabais | desconto abatimento
advance | anticipo adelanto | avance acompte | adiantamento
night | noche | nuit | noite
terrace | terraza andén | terrasse | terraço
fallow abandoned | barbecho abandonado | jachère abandonné | pousio abandonado
nursery seedling | vivero plántula | pépinière | plântula muda
timetable schedule calendar | horario calendario | horaire calendrier | horário calendário
gift donated | regalo regalado donado | cadeau offert | presente doado
ended finished over | terminar terminado acabar | terminer fini finir | terminar acabar
conflict | conflicto | conflit | conflito
ice cold_room cold_chain | hielo cuarto_frío cámara_fría cadena_de_frío | glace glacière chambre_froide
  chaîne_du_froid | gelo câmara_fria cadeia_de_frio
"""


def _read(lines: str) -> Iterator[tuple[tuple[str, str], ...]]:
    for line in filter(None, lines.replace("\n ", " ").splitlines()):
        by_language = zip(LANGUAGES, line.split("|"), strict=True)
        yield tuple((word.replace("_", " "), language) for language, words in by_language for word in words.split())


# Each with its words, and the language of each word.
MEANINGS = tuple(_read(_LINES))
